import { z } from "zod";
import { repositoryName, type RepositoryRef } from "../domain/repository.ts";

/** The parts of webhook payloads that Causeway reads. Everything else is left alone. */
export const repositoryPayload = z.object({ full_name: z.string() });

export const pullRequestPayload = z.object({
  number: z.int(),
  head: z.object({ ref: z.string(), repo: repositoryPayload.nullish() }),
  base: z.object({ ref: z.string(), repo: repositoryPayload }),
});

/** Whether a payload is about a repository. GitHub's names ignore case. */
export function isRepository(
  payload: { readonly full_name: string },
  repository: RepositoryRef,
): boolean {
  return payload.full_name.toLowerCase() === repositoryName(repository).toLowerCase();
}

/**
 * The id of the request that a pull request carries, by its branch. A branch of a fork never counts: anyone can name
 * a branch as they like there.
 */
export function requestOfPullRequest(
  pull: z.output<typeof pullRequestPayload>,
): string | undefined {
  if (pull.head.repo?.full_name !== pull.base.repo.full_name) return undefined;
  return /^causeway\/(r-[0-9a-z]{10})$/.exec(pull.head.ref)?.[1];
}
