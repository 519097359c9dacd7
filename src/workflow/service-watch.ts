import { randomUUID } from "node:crypto";
import { errorMessage } from "../domain/errors.ts";
import type { RunningVersion } from "../domain/delivery.ts";
import type { ServiceInstance } from "../domain/service.ts";
import { runningVersion } from "../delivery/running-version.ts";
import { inbound } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { isDeployerKind, runningServices } from "./services.ts";

/** Changes of deployers are gathered this long: a rollout changes its Application many times. */
const gatherMs = 2_000;

/** Watches what runs of every service, and asks for a look where something else runs, or runs better or worse. */
export interface ServiceWatch {
  /** Looks at every service afresh, whether or not something changed: auto-promotions come due by time. */
  lookAtAll(): Promise<void>;
  stop(): void;
}

function keyOf({ service, environment }: Pick<ServiceInstance, "service" | "environment">): string {
  return `service/${service}/${environment}`;
}

/** Where many services share a repository, each commit is a new revision of all: the images say whether one changed. */
function stateOf(running: RunningVersion | undefined): string {
  const { images = [], revision, health, sync } = running ?? {};
  return JSON.stringify([images.length > 0 ? images : revision, health, sync]);
}

export function createServiceWatch(ports: Ports): ServiceWatch {
  const seen = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function lookLater(): void {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      look(false).catch((error: unknown) => {
        ports.log.warn({ error: errorMessage(error) }, "services could not be looked at");
      });
    }, gatherMs);
  }

  async function look(all: boolean): Promise<void> {
    const platform = ports.configuration.current()?.platform;
    const view = ports.cluster?.view;
    if (platform === undefined || view === undefined || !view.synced) return;
    const { services } = runningServices(ports, platform);
    const ahead = await ports.store.inbox.waitingKeys();
    for (const instance of services.flatMap(({ instances }) => instances)) {
      const key = keyOf(instance);
      const state = stateOf(runningVersion(instance.deployer, view));
      const changed = seen.get(key) !== state;
      seen.set(key, state);
      // A look that nobody has begun will see this, too.
      if ((changed || all) && !ahead.has(key)) await ask(instance);
    }
  }

  async function ask({ service, environment }: ServiceInstance): Promise<void> {
    const about = {
      id: `service:${randomUUID()}`,
      key: keyOf({ service, environment }),
      receivedAt: ports.clock.now().toISOString(),
    };
    await ports.store.inbox.accept(inbound("service.changed", { service, environment }, about));
  }

  ports.cluster?.onChange(({ group, kind }) => {
    if (isDeployerKind(group, kind)) lookLater();
  });

  return {
    lookAtAll: () => look(true),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
