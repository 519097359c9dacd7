import type { SourceCheck } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { readPages } from "./pages.ts";

/** What does not stop a merge on GitHub (docs.github.com, "About protected branches": required status checks). */
const passes: ReadonlySet<string | null> = new Set(["success", "neutral", "skipped"]);

/** The newest run of each check on a commit, whichever App made it. */
export async function listChecks(
  client: GitHubClient,
  repository: RepositoryRef,
  commitSha: string,
): Promise<readonly SourceCheck[]> {
  const runs = await readPages(async (page) => {
    const { data } = await client.call(
      repository,
      "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
      { ref: commitSha, filter: "latest", ...page },
    );
    return data.check_runs;
  });
  return runs.map(({ name, status, conclusion }) => ({
    name,
    state: status !== "completed" ? "running" : passes.has(conclusion) ? "passed" : "failed",
  }));
}
