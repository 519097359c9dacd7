import type { Submission } from "../domain/ports/request-desk.ts";
import type { Hold } from "../domain/ports/holds.ts";
import type { HoldChange } from "../domain/ports/service-desk.ts";
import { isServiceRecord } from "../domain/request.ts";
import { shortHash } from "../templates/untrusted-text.ts";
import { identify, senderName } from "./identify.ts";
import { inbound, requestKey } from "./inbound.ts";
import type { Ports } from "./ports.ts";

/**
 * Stops an environment, or lets it go on, and has everything that waits for it looked at again. Whoever can write to the
 * configuration repository may: the same people could write the stop into platform.yaml. Resolves to what the person is
 * told.
 */
export async function changeHold(
  ports: Ports,
  change: HoldChange,
  by: { readonly sender: Submission["sender"]; readonly eventId: string },
): Promise<string> {
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const names = platform.environments.map(({ name }) => name);
  const { environment } = change;
  if (!names.includes(environment)) {
    return `There is no environment "${environment}" in platform.yaml. The environments are: ${names.join(", ")}.`;
  }
  const person = await identify(ports, platform, by.sender);
  if (person === undefined) {
    return `${senderName(by.sender)} is not linked to a GitHub login yet, so nothing was changed. Type /platform link.`;
  }
  const { configurationRepository } = ports.settings;
  if (!(await ports.membership.canWrite(configurationRepository, person.githubLogin))) {
    return `${person.githubLogin} can't write to ${configurationRepository.owner}/${configurationRepository.name}, so nothing was changed. Ask someone who can.`;
  }
  const told =
    change.kind === "hold"
      ? await hold(ports, change, { login: person.githubLogin, eventId: by.eventId })
      : await unhold(ports, change);
  await advanceHeld(ports, change, by.eventId);
  return told;
}

async function hold(
  ports: Ports,
  { environment, service, reason, until }: HoldChange,
  { login, eventId }: { readonly login: string; readonly eventId: string },
): Promise<string> {
  const stop: Hold = {
    id: `h-${shortHash(eventId)}`,
    environment,
    stops: "everything",
    by: login,
    reason: reason === "" ? "no reason was given" : reason,
    since: ports.clock.now().toISOString(),
    ...(service === undefined ? {} : { service }),
    ...(until === undefined ? {} : { until }),
  };
  await ports.store.holds.add(stop);
  const end = until === undefined ? `until someone says /unhold ${environment}` : `until ${until}`;
  return `Promotions to ${environment}${service === undefined ? "" : ` of ${service}`} are held ${end}.`;
}

async function unhold(ports: Ports, { environment, service }: HoldChange): Promise<string> {
  const lifted = await ports.store.holds.lift(environment, service);
  return lifted.length === 0
    ? `${environment} was not held by anyone; what platform.yaml says of it stays.`
    : `${environment} goes on: ${lifted.length === 1 ? "the hold is" : `${lifted.length} holds are`} lifted.`;
}

async function advanceHeld(ports: Ports, change: HoldChange, occasion: string): Promise<void> {
  const receivedAt = ports.clock.now().toISOString();
  const unfinished = await ports.store.requests.listUnfinished();
  for (const record of unfinished.filter(isServiceRecord)) {
    if (record.request.environment !== change.environment) continue;
    const { id: requestId } = record.request;
    const about = { id: `${occasion}:${requestId}`, key: requestKey(requestId), receivedAt };
    await ports.store.inbox.accept(inbound("request.advance", { requestId }, about));
  }
}
