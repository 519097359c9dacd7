import type { RepositoryRef } from "../domain/repository.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";
import { writeCheck } from "./write-check.ts";

/**
 * Judges any pull request to the default branch of the configuration repository, whoever opened it. One of a request
 * is judged on the way of that request instead.
 */
export async function checkPullRequest(
  ports: Ports,
  number: number,
  repository: RepositoryRef = ports.settings.configurationRepository,
): Promise<void> {
  const configuration: Configuration = await ports.configuration.refresh();
  const facts = await ports.host.readPullRequest(repository, number);
  if (facts.state === "closed") return;
  const change = await ports.host.readChange(repository, facts);
  const { check } = await writeCheck(ports, configuration, {
    repository,
    headSha: facts.headSha,
    pullRequest: number,
    ...change,
    mayExist: true,
  });
  ports.log.info({ pullRequest: number, conclusion: check.conclusion }, "pull request checked");
}
