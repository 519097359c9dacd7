import type { GitHubClient } from "./client.ts";

/** The login of the App's bot. Anyone can paste a marker of ours, so only what our own bot wrote counts. */
export class OwnLogin {
  readonly #client: GitHubClient;
  #login: Promise<string> | undefined;

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** Asked for once; again after it could not be told. */
  read(): Promise<string> {
    this.#login ??= this.#ask().catch((error: unknown) => {
      this.#login = undefined;
      throw error;
    });
    return this.#login;
  }

  async #ask(): Promise<string> {
    const { data } = await this.#client.callApp("GET /app", {});
    return `${data?.slug}[bot]`;
  }
}
