import type { SuggestedChange } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";
import type { OwnLogin } from "./own-login.ts";
import { readPages } from "./pages.ts";

/**
 * Suggested changes as review comments, each once: one that was made, answered, resolved or moved to another line is
 * found again by its marker. GitHub takes comments on lines of the diff only; the others are left out.
 */
export async function ensureSuggestions(
  { client, ownLogin }: { readonly client: GitHubClient; readonly ownLogin: OwnLogin },
  repository: RepositoryRef,
  pull: { readonly number: number; readonly headSha: string },
  suggestions: readonly SuggestedChange[],
): Promise<void> {
  if (suggestions.length === 0) return;
  const login = await ownLogin.read();
  const comments = await readPages(async (page) => {
    const { data } = await client.call(
      repository,
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
      { pull_number: pull.number, ...page },
    );
    return data;
  });
  const own = comments.filter(({ user }) => user?.type === "Bot" && user.login === login);
  for (const suggestion of suggestions) {
    if (own.some(({ body }) => body.includes(suggestion.marker))) continue;
    await comment(client, repository, pull, suggestion);
  }
}

async function comment(
  client: GitHubClient,
  repository: RepositoryRef,
  { number, headSha }: { readonly number: number; readonly headSha: string },
  { path, startLine, endLine, body }: SuggestedChange,
): Promise<void> {
  // GitHub refuses a start that is the end.
  const start =
    startLine < endLine ? ({ start_line: startLine, start_side: "RIGHT" } as const) : {};
  try {
    await client.call(repository, "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments", {
      pull_number: number,
      commit_id: headSha,
      path,
      line: endLine,
      side: "RIGHT",
      ...start,
      body,
    });
  } catch (error) {
    if (!isRefusal(error, 422)) throw error;
  }
}
