import { randomUUID } from "node:crypto";
import { errorMessage } from "../domain/errors.ts";
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
    for (const instance of services.flatMap(({ instances }) => instances)) {
      const key = `${instance.service}/${instance.environment}`;
      const running = runningVersion(instance.deployer, view);
      const state = JSON.stringify([running?.revision, running?.health, running?.sync]);
      const changed = seen.get(key) !== state;
      if (!changed && !all) continue;
      seen.set(key, state);
      await ask(instance);
    }
  }

  async function ask({ service, environment }: ServiceInstance): Promise<void> {
    const about = {
      id: `service:${randomUUID()}`,
      key: `service/${service}/${environment}`,
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
