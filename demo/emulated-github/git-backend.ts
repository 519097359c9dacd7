import { createEmulator, type Emulator } from "emulate";
import { z } from "zod";
import { Refused } from "./refused.ts";

const commitSchema = z.object({
  sha: z.string(),
  message: z.string(),
  tree: z.object({ sha: z.string() }),
  parents: z.array(z.object({ sha: z.string() })),
});
export type Commit = z.infer<typeof commitSchema>;

const treeSchema = z.object({
  tree: z.array(
    z.object({ path: z.string(), type: z.string(), mode: z.string(), sha: z.string() }),
  ),
});
const blobSchema = z.object({ content: z.string() });
const refSchema = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) });
const shaSchema = z.object({ sha: z.string() });

export interface GitBackendOptions {
  readonly owner: string;
  readonly repository: string;
  readonly users: readonly string[];
  /** Team slug → logins. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
}

/** Who a commit is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** A file's new content, or null to delete it. */
export type Edits = Readonly<Record<string, string | null>>;

/**
 * The Git objects, the organisation and its teams: what the emulator does well. Conversations (issues, pull requests,
 * reviews, checks, webhooks) are the front's own.
 */
export class GitBackend {
  readonly #emulator: Emulator;
  readonly #repository: string;
  readonly #commits = new Map<string, Commit>();
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();
  readonly #texts = new Map<string, string>();
  #calls = 0;

  constructor(emulator: Emulator, repository: string) {
    this.#emulator = emulator;
    this.#repository = repository;
  }

  static async start(options: GitBackendOptions): Promise<GitBackend> {
    const { owner, repository, users, teams } = options;
    const emulator = await createEmulator({
      service: "github",
      port: 0,
      seed: {
        github: {
          users: [{ login: "front", site_admin: true }, ...users.map((login) => ({ login }))],
          orgs: [{ login: owner, members: [{ login: "front", role: "admin" }] }],
          repos: [{ owner, name: repository, auto_init: true }],
        },
      },
    });
    const backend = new GitBackend(emulator, `/repos/${owner}/${repository}`);
    for (const [slug, members] of Object.entries(teams)) {
      await backend.#call("POST", `/orgs/${owner}/teams`, { name: slug });
      for (const login of members)
        await backend.#call("PUT", `/orgs/${owner}/teams/${slug}/memberships/${login}`, {});
    }
    return backend;
  }

  /** Passes an API call on as it is, with the emulator's own access. */
  async pass(method: string, path: string, body: unknown): Promise<Response> {
    this.#calls += 1;
    // The emulator lets each token make 5,000 calls an hour, and any unknown token is the first user's.
    const token = `front-${Math.floor(this.#calls / 1_000)}`;
    return fetch(`${this.#emulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.pass(method, path, body);
    const text = await response.text();
    const answer: unknown = text === "" ? {} : JSON.parse(text);
    if (response.ok) return answer;
    const { message } = z.object({ message: z.string() }).parse(answer);
    throw new Refused(response.status, message);
  }

  async commit(sha: string): Promise<Commit> {
    const known = this.#commits.get(sha);
    if (known !== undefined) return known;
    const commit = commitSchema.parse(
      await this.#call("GET", `${this.#repository}/git/commits/${sha}`),
    );
    this.#commits.set(sha, commit);
    return commit;
  }

  /** Path → blob SHA of a commit's files. */
  async tree(commitSha: string): Promise<ReadonlyMap<string, string>> {
    const { tree } = await this.commit(commitSha);
    const known = this.#trees.get(tree.sha);
    if (known !== undefined) return known;
    const answer = await this.#call("GET", `${this.#repository}/git/trees/${tree.sha}?recursive=1`);
    const blobs = treeSchema.parse(answer).tree.filter(({ type }) => type === "blob");
    const files = new Map(blobs.map(({ path, sha }) => [path, sha]));
    this.#trees.set(tree.sha, files);
    return files;
  }

  async text(blobSha: string): Promise<string> {
    const known = this.#texts.get(blobSha);
    if (known !== undefined) return known;
    const answer = await this.#call("GET", `${this.#repository}/git/blobs/${blobSha}`);
    const text = Buffer.from(blobSchema.parse(answer).content, "base64").toString("utf8");
    this.#texts.set(blobSha, text);
    return text;
  }

  /** Branch name → commit SHA. */
  async branches(): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#call("GET", `${this.#repository}/git/matching-refs/heads/`);
    const refs = z.array(refSchema).parse(answer);
    return new Map(refs.map(({ ref, object }) => [ref.replace("refs/heads/", ""), object.sha]));
  }

  async branch(name: string): Promise<string | undefined> {
    try {
      const answer = await this.#call("GET", `${this.#repository}/git/ref/heads/${name}`);
      return refSchema.parse(answer).object.sha;
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  async createBranch(name: string, sha: string): Promise<void> {
    await this.#call("POST", `${this.#repository}/git/refs`, { ref: `refs/heads/${name}`, sha });
  }

  async moveBranch(name: string, sha: string): Promise<void> {
    await this.#call("PATCH", `${this.#repository}/git/refs/heads/${name}`, { sha, force: true });
  }

  async deleteBranch(name: string): Promise<void> {
    await this.#call("DELETE", `${this.#repository}/git/refs/heads/${name}`);
  }

  /** A commit on a parent with edits to its files; no branch moves. */
  async createCommit(
    parent: string,
    edits: Edits,
    message: string,
    author: Author,
  ): Promise<string> {
    const base = await this.commit(parent);
    const entries = Object.entries(edits).map(([path, content]) => ({
      path,
      mode: "100644",
      type: "blob",
      ...(content === null ? { sha: null } : { content }),
    }));
    const tree = shaSchema.parse(
      await this.#call("POST", `${this.#repository}/git/trees`, {
        base_tree: base.tree.sha,
        tree: entries,
      }),
    );
    const commit = commitSchema.parse(
      await this.#call("POST", `${this.#repository}/git/commits`, {
        message,
        tree: tree.sha,
        parents: [parent],
        author: { ...author, date: new Date().toISOString() },
      }),
    );
    this.#commits.set(commit.sha, commit);
    return commit.sha;
  }

  /** Every commit from which a commit descends, itself first, nearest first. */
  async ancestors(sha: string): Promise<ReadonlySet<string>> {
    const seen = new Set([sha]);
    for (const each of seen)
      for (const parent of (await this.commit(each)).parents) seen.add(parent.sha);
    return seen;
  }

  async mergeBase(left: string, right: string): Promise<string> {
    const ancestors = await this.ancestors(left);
    for (const sha of await this.ancestors(right)) if (ancestors.has(sha)) return sha;
    throw new Refused(404, "No common ancestor");
  }

  close(): Promise<void> {
    return this.#emulator.close();
  }
}
