import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RequestPullRequest, RequestRecord } from "../domain/request.ts";
import { sameRepository, type RepositoryRef } from "../domain/repository.ts";
import type { Ports } from "./ports.ts";

/** What a record keeps of a pull request. */
export function pullRequestOf(
  ports: Pick<Ports, "settings">,
  repository: RepositoryRef,
  facts: PullRequestFacts,
): RequestPullRequest {
  const { number, url, headSha, headRef: branch } = facts;
  const kept = { number, url, headSha, branch };
  return sameRepository(repository, ports.settings.configurationRepository)
    ? kept
    : { repository, ...kept };
}

/** The repository that a request changes. */
export function repositoryOf(
  ports: Pick<Ports, "settings">,
  { pullRequest }: Pick<RequestRecord, "pullRequest">,
): RepositoryRef {
  return pullRequest?.repository ?? ports.settings.configurationRepository;
}
