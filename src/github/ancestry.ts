import { repositoryName, type RepositoryRef } from "../domain/repository.ts";
import { BoundedCache } from "./bounded-cache.ts";
import type { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";

/** Which commits contain which. History does not change under a SHA, so each answer is kept. */
export class Ancestry {
  readonly #client: GitHubClient;
  readonly #answers = new BoundedCache<boolean>(10_000);

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** Whether `ancestor` is `commit` or one of its ancestors. False when GitHub knows one of them not. */
  async contains(repository: RepositoryRef, commit: string, ancestor: string): Promise<boolean> {
    if (commit === ancestor) return true;
    const key = `${repositoryName(repository)} ${ancestor}...${commit}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    try {
      const { data } = await this.#client.call(
        repository,
        "GET /repos/{owner}/{repo}/compare/{basehead}",
        { basehead: `${ancestor}...${commit}`, per_page: 1 },
      );
      const contained = data.status === "ahead" || data.status === "identical";
      this.#answers.set(key, contained);
      return contained;
    } catch (error) {
      // Not remembered: the commit may arrive yet.
      if (isRefusal(error, 404) || isRefusal(error, 422)) return false;
      throw error;
    }
  }
}
