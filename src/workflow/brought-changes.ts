import type { BroughtChange } from "../plan/promotion/promotion-body.ts";
import { errorMessage } from "../domain/errors.ts";
import type { CommitFacts } from "../domain/ports/repository-host.ts";
import type { ServiceInstance } from "../domain/service.ts";
import { runningVersion } from "../delivery/running-version.ts";
import type { PlannedMove } from "./plan-move.ts";
import type { Ports } from "./ports.ts";

/** A reviewer reads so many; the comparison on GitHub has all. */
const mostCommits = 30;

const sha = /^[0-9a-f]{40}$/;

/**
 * The commits between what runs in the environment and what is brought to it, as far as both are commits of the
 * repository that is changed. A rollback brings none.
 */
export async function broughtChanges(
  ports: Ports,
  { to, move }: { readonly to: ServiceInstance; readonly move: PlannedMove },
): Promise<readonly BroughtChange[]> {
  const view = ports.cluster?.view;
  const base = view === undefined ? undefined : runningVersion(to.deployer, view)?.revision;
  if (base === undefined || !sha.test(base) || base === move.sourceSha) return [];
  const range = { base, head: move.sourceSha, limit: mostCommits };
  try {
    const { commits } = await ports.host.listCommitsBetween(move.base.repository, range);
    return commits.map(broughtChange);
  } catch (error) {
    // The list helps a reviewer; the promotion is right without it.
    ports.log.warn({ error: errorMessage(error) }, "the commits of a promotion can't be listed");
    return [];
  }
}

function broughtChange({ sha: commitSha, title, url, author }: CommitFacts): BroughtChange {
  const number = /\(#(\d+)\)$/.exec(title)?.[1];
  return {
    title: title.replace(/ \(#\d+\)$/, ""),
    label: number === undefined ? commitSha.slice(0, 7) : `#${number}`,
    url,
    author,
  };
}
