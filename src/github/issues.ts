import type { IssueFacts } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";
import type { OwnLogin } from "./own-login.ts";
import { readPages } from "./pages.ts";

/** GitHub's limit on a comment. */
const maxCommentCharacters = 65_536;

/** Issues and their comments; the comments of pull requests too, which GitHub keeps as an issue's. */
export class Issues {
  readonly #client: GitHubClient;
  readonly #ownLogin: OwnLogin;

  constructor(client: GitHubClient, ownLogin: OwnLogin) {
    this.#client = client;
    this.#ownLogin = ownLogin;
  }

  async read(repository: RepositoryRef, number: number): Promise<IssueFacts> {
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/issues/{issue_number}",
      { issue_number: number },
    );
    return {
      number: data.number,
      title: data.title,
      body: data.body ?? "",
      author: data.user?.login ?? "ghost",
      state: data.state === "open" ? "open" : "closed",
    };
  }

  async ensureComment(
    repository: RepositoryRef,
    number: number,
    comment: { readonly marker: string; readonly body: string; readonly knownId?: string },
  ): Promise<string> {
    const body = withMarker(comment.body, comment.marker);
    if (comment.knownId !== undefined) {
      const edited = await this.#edit(repository, comment.knownId, body);
      if (edited) return comment.knownId;
    }
    const found = await this.#find(repository, number, comment.marker);
    if (found !== undefined) {
      const id = String(found.id);
      if (found.body !== body) await this.#edit(repository, id, body);
      return id;
    }
    const { data } = await this.#client.call(
      repository,
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      { issue_number: number, body },
    );
    return String(data.id);
  }

  /** A comment that is gone needs no answer. */
  async react(
    repository: RepositoryRef,
    commentId: string,
    content: "eyes" | "+1" | "-1" | "confused",
  ): Promise<void> {
    try {
      await this.#client.call(
        repository,
        "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
        { comment_id: Number(commentId), content },
      );
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  }

  async close(
    repository: RepositoryRef,
    number: number,
    reason: "completed" | "not_planned",
  ): Promise<void> {
    await this.#client.call(repository, "PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      issue_number: number,
      state: "closed",
      state_reason: reason,
    });
  }

  /** False when a person deleted the comment. */
  async #edit(repository: RepositoryRef, id: string, body: string): Promise<boolean> {
    try {
      await this.#client.call(
        repository,
        "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
        { comment_id: Number(id), body },
      );
      return true;
    } catch (error) {
      if (isRefusal(error, 404)) return false;
      throw error;
    }
  }

  /** Our comment with this marker. Anyone can paste a marker, so only what our own bot wrote counts. */
  async #find(repository: RepositoryRef, number: number, marker: string) {
    const login = await this.#ownLogin.read();
    const comments = await readPages(async (page) => {
      const { data } = await this.#client.call(
        repository,
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
        { issue_number: number, ...page },
      );
      return data;
    });
    return comments.find(
      ({ user, body }) => user?.type === "Bot" && user.login === login && body?.includes(marker),
    );
  }
}

/** The body with its marker, cut to what GitHub takes; the marker is never what is cut off. */
function withMarker(body: string, marker: string): string {
  const rest = body.replaceAll(marker, "").trimEnd();
  const room = maxCommentCharacters - marker.length - 2;
  const fitting = rest.length <= room ? rest : `${rest.slice(0, room - 1)}…`;
  return `${fitting}\n\n${marker}`;
}
