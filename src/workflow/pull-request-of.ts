import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RequestPullRequest, RequestRecord } from "../domain/request.ts";
import { repositoryName, sameRepository, type RepositoryRef } from "../domain/repository.ts";
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

/** `https://github.com/owner/name` of a repository on the same GitHub as the configuration repository. */
export function repositoryAddress(
  { settings }: Pick<Ports, "settings">,
  repository: RepositoryRef,
): string {
  const own = repositoryName(settings.configurationRepository);
  return `${settings.repositoryUrl.slice(0, -own.length)}${repositoryName(repository)}`;
}
