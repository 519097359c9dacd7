import type { Platform } from "../domain/platform.ts";
import { isServiceRecord, type PromoteRequest } from "../domain/request.ts";
import type { Service } from "../domain/service.ts";
import { runningVersion } from "../delivery/running-version.ts";
import { requestId } from "../plan/request-id.ts";
import { automaticRequester } from "./automatic-requester.ts";
import { healthySince } from "./decide-move.ts";
import type { Ports } from "./ports.ts";
import { nextEnvironment } from "./services.ts";
import { takeOrRefuse } from "./take-or-refuse.ts";

/**
 * Asks for the next environment, by the rule `autoPromote`, once a version has been healthy long enough. One ask for each
 * version: a repeated look asks the same again, which is known then. Nothing is asked while a person holds the
 * environment or something is on its way there.
 */
export async function promoteByRule(
  ports: Ports,
  {
    platform,
    service,
    environment,
  }: { readonly platform: Platform; readonly service: Service; readonly environment: string },
): Promise<void> {
  const view = ports.cluster?.view;
  const next = nextEnvironment(platform, service, environment);
  const rule = platform.environments.find(({ name }) => name === next)?.autoPromote;
  const from = service.instances.find((one) => one.environment === environment);
  if (view === undefined || next === undefined || rule === undefined || from === undefined) return;
  const running = runningVersion(from.deployer, view);
  const since = healthySince(view, service, environment);
  if (running?.revision === undefined || running.sync !== "synced" || since === undefined) return;
  const dueAt = Date.parse(since) + rule.afterSeconds * 1_000;
  if (dueAt > ports.clock.now().getTime()) return;
  if (await isBusyOrHeld(ports, service.name, next)) return;
  const eventId = `auto:${service.name}:${next}:${running.revision}`;
  const request: PromoteRequest = {
    id: requestId(eventId),
    kind: "promote",
    requester: { githubLogin: automaticRequester },
    service: service.name,
    environment: next,
    askedAt: ports.clock.now().toISOString(),
  };
  await takeOrRefuse(ports, { eventId, thread: { surface: "own" } }, { kind: "proceed", request });
}

async function isBusyOrHeld(ports: Ports, service: string, environment: string): Promise<boolean> {
  const holds = await ports.store.holds.list(ports.clock.now());
  const held = holds.some(
    (hold) =>
      hold.environment === environment && (hold.service === undefined || hold.service === service),
  );
  if (held) return true;
  const unfinished = await ports.store.requests.listUnfinished();
  return unfinished
    .filter(isServiceRecord)
    .some(({ request }) => request.service === service && request.environment === environment);
}
