import { runningVersion } from "../delivery/running-version.ts";
import { shortRevision } from "../delivery/sources/deployer.ts";
import type { RunningVersion } from "../domain/delivery.ts";
import { isServiceRecord, type ServiceRecord } from "../domain/request.ts";
import type { Service, ServiceInstance } from "../domain/service.ts";
import type { EnvironmentStatus } from "../domain/service-status.ts";
import type { Ports } from "./ports.ts";

/** What runs where of these services, and what is on its way. */
export async function readStatus(
  ports: Ports,
  services: readonly Service[],
): Promise<readonly EnvironmentStatus[]> {
  const unfinished = await ports.store.requests.listUnfinished();
  const moves = unfinished.filter(isServiceRecord);
  const instances = services.flatMap((service) => service.instances);
  return Promise.all(instances.map((instance) => statusOf(ports, instance, moves)));
}

async function statusOf(
  ports: Ports,
  { service, environment, deployer }: ServiceInstance,
  moves: readonly ServiceRecord[],
): Promise<EnvironmentStatus> {
  const view = ports.cluster?.view;
  const running = view === undefined ? undefined : runningVersion(deployer, view);
  const version = running === undefined ? undefined : versionLabel(running);
  const brought = await ports.store.requests.findLatestMove(service, environment);
  const by =
    brought?.move?.version === version ? brought?.request.requester.githubLogin : undefined;
  return {
    service,
    environment,
    health: running?.health ?? "unknown",
    sync: running?.sync ?? "unknown",
    ...(version === undefined ? {} : { version }),
    ...(running?.since === undefined ? {} : { since: running.since }),
    ...(by === undefined ? {} : { by }),
    underWay: moves
      .filter(({ request }) => request.service === service && request.environment === environment)
      .map(inWords),
  };
}

/** `1.4.2` of a single image, `checkout:1.4.2, worker:1.4.2` of several, else the short commit or chart version. */
export function versionLabel({ images, revision }: RunningVersion): string | undefined {
  const tags = images.flatMap((image) => {
    const match = /([^/:@]+)(?::([^:/@]+))?(?:@(sha256:[0-9a-f]{12}).*)?$/.exec(image);
    const [, name, tag, digest] = match ?? [];
    const label = tag ?? digest;
    return name === undefined || label === undefined ? [] : [{ name, label }];
  });
  const [first, ...others] = tags;
  if (first === undefined) return revision === undefined ? undefined : shortRevision(revision);
  if (others.every(({ label }) => label === first.label)) return first.label;
  return tags.map(({ name, label }) => `${name}:${label}`).join(", ");
}

function inWords({ request, move, pullRequest, decision, state }: ServiceRecord): string {
  const what = request.kind === "promote" ? "Promotion" : "Rollback";
  const version = move === undefined ? "" : ` of ${move.version}`;
  const carried = pullRequest === undefined ? "" : ` (${pullRequest.url})`;
  const start = `${what}${version} to ${request.environment}, asked by ${request.requester.githubLogin}${carried}:`;
  if (decision?.kind === "wait") return `${start} ${decision.message}`;
  return `${start} ${state === "merged" ? "rolling out." : state === "failed" ? "failed." : "in hand."}`;
}
