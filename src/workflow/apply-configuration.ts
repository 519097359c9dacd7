import { statusSources } from "../delivery/status-sources.ts";
import type { Configuration } from "./configuration.ts";
import { inbound, requestKey } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { publishIssueForms } from "./publish-issue-forms.ts";

/** Takes over what the default branch says now. */
export interface ConfigurationApplier {
  /**
   * Reads the newest configuration. When the rules are others than at the last call, follows the kinds that are
   * offered now and asks for a fresh look at every open pull request; keeps the issue forms current. May be called any time: what is current is left alone.
   */
  apply(): Promise<void>;
}

export function createConfigurationApplier(ports: Ports): ConfigurationApplier {
  let appliedDigest: string | undefined;
  let proposedForms: string | undefined;
  return {
    apply: async () => {
      const configuration = await ports.configuration.refresh();
      if (configuration.rulesDigest !== appliedDigest) {
        await ports.cluster?.follow(
          statusSources.flatMap((source) => source.kinds(configuration.catalog)),
        );
        await judgeAgain(ports, configuration);
        appliedDigest = configuration.rulesDigest;
      }
      proposedForms = await publishIssueForms(ports, configuration, proposedForms);
    },
  };
}

async function judgeAgain(ports: Ports, configuration: Configuration): Promise<void> {
  const occasion = `rules:${configuration.tree.commitSha}`;
  await advanceUnfinished(ports, occasion);
  const receivedAt = ports.clock.now().toISOString();
  const unfinished = await ports.store.requests.listUnfinished();
  const carried = new Set(unfinished.map(({ pullRequest }) => pullRequest?.number));
  const ahead = await ports.store.inbox.waitingKeys();
  for (const { number } of await ports.host.listOpenPullRequests(
    ports.settings.configurationRepository,
  )) {
    if (carried.has(number) || ahead.has(`pull/${number}`)) continue;
    const about = { id: `${occasion}:pull/${number}`, key: `pull/${number}`, receivedAt };
    await ports.store.inbox.accept(inbound("pullRequest.changed", { number }, about));
  }
}

/**
 * Asks for a fresh look at every unfinished request that has none ahead of it already: any event of its key looks at
 * the whole request, so a backlog is not made longer. A repeated call for the same occasion does nothing.
 */
export async function advanceUnfinished(ports: Ports, occasion: string): Promise<void> {
  const receivedAt = ports.clock.now().toISOString();
  const ahead = await ports.store.inbox.waitingKeys();
  for (const { request } of await ports.store.requests.listUnfinished()) {
    if (ahead.has(requestKey(request.id))) continue;
    const about = {
      id: `advance:${occasion}:${request.id}`,
      key: requestKey(request.id),
      receivedAt,
    };
    await ports.store.inbox.accept(inbound("request.advance", { requestId: request.id }, about));
  }
}
