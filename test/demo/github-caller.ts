import { generateKeyPairSync, sign } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { z } from "zod";
import { startEmulatedGitHub, type RunningGitHub } from "../../demo/emulated-github/server.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

export const appId = 4711;
export const webhookSecret = "a secret of the tests";
/** The path of the one repository. */
export const repository = "/repos/myorg/platform-config";

const hookBody = z.looseObject({
  action: z.string().optional(),
  sender: z.object({ login: z.string(), type: z.string() }),
  installation: z.object({ id: z.number() }),
});

/** A webhook as it came. */
export interface Hook {
  readonly headers: IncomingMessage["headers"];
  readonly raw: string;
  readonly event: string;
  readonly body: z.infer<typeof hookBody>;
}

export interface Call {
  readonly body?: unknown;
  /** The authorization header; an installation token by default. */
  readonly as?: string;
  readonly headers?: Record<string, string>;
}

type Files = Readonly<Record<string, string>>;

const withId = z.object({ id: z.number() });
const withToken = z.object({ token: z.string() });
export const withSha = z.object({ sha: z.string() });
const numbered = z.object({ number: z.number() });
const branchShape = z.object({
  commit: z.object({ sha: z.string(), commit: z.object({ tree: withSha }) }),
});

/** A JSON web token as the App makes it, or with other claims or another key. */
export function jwt(claims: object = {}, key = privateKey): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { iss: appId, iat: seconds - 30, exp: seconds + 540, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = sign("RSA-SHA256", Buffer.from(parts.join(".")), key).toString("base64url");
  return [...parts, signature].join(".");
}

/** An App that speaks HTTP with an emulated GitHub, without any library, and takes its webhooks. */
export class GitHubCaller {
  readonly github: RunningGitHub;
  readonly hooks: readonly Hook[];
  readonly #app: Server;
  readonly #arrivals: EventEmitter;
  #token = "";
  #branches = 0;

  private constructor(
    github: RunningGitHub,
    app: {
      readonly server: Server;
      readonly hooks: readonly Hook[];
      readonly arrivals: EventEmitter;
    },
  ) {
    this.github = github;
    this.hooks = app.hooks;
    this.#app = app.server;
    this.#arrivals = app.arrivals;
  }

  static async start(): Promise<GitHubCaller> {
    const { url, ...app } = await takeWebhooks();
    const github = await startEmulatedGitHub({
      owner: "myorg",
      repository: "platform-config",
      files: { "platform.yaml": "kind: Platform\n", "claims/old.yaml": "size: 1\n" },
      users: ["octocat", "hubot", "mona", "stranger"],
      teams: { "my-team": ["octocat", "hubot"] },
      app: {
        id: appId,
        privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
        webhookSecret,
        webhookUrl: url,
      },
    });
    const caller = new GitHubCaller(github, app);
    await caller.renewToken();
    return caller;
  }

  async close(): Promise<void> {
    await this.github.close();
    this.#app.close();
    this.#app.closeAllConnections();
  }

  /** Waits for the first webhook of this kind whose text holds a part. */
  async hook(event: string, action: string | undefined, part: string): Promise<Hook> {
    for (;;) {
      const found = this.hooks.find(
        (hook) => hook.event === event && hook.body.action === action && hook.raw.includes(part),
      );
      if (found !== undefined) return found;
      await once(this.#arrivals, "hook");
    }
  }

  async call(route: string, { body, as = `token ${this.#token}`, headers }: Call = {}) {
    const [method = "GET", path = ""] = route.split(" ");
    const response = await fetch(`${this.github.url}${path}`, {
      method,
      headers: { authorization: as, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const data: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, text, data };
  }

  /** A call of the App itself. */
  callAsApp(route: string, body?: unknown) {
    return this.call(route, { as: `bearer ${jwt()}`, ...(body === undefined ? {} : { body }) });
  }

  async renewToken(): Promise<void> {
    const { data } = await this.callAsApp(`GET ${repository}/installation`);
    const route = `POST /app/installations/${withId.parse(data).id}/access_tokens`;
    this.#token = withToken.parse((await this.callAsApp(route, {})).data).token;
  }

  /** The default branch's newest commit. */
  async tip() {
    const { data } = await this.call(`GET ${repository}/branches/main`);
    const { sha, commit } = branchShape.parse(data).commit;
    return { sha, tree: commit.tree.sha };
  }

  /** A new branch with one commit on top of the default branch. */
  async branch(files: Files) {
    const base = await this.tip();
    const entries = Object.entries(files).map(([path, content]) => ({
      path,
      content,
      mode: "100644",
      type: "blob",
    }));
    const tree = await this.#made("git/trees", { base_tree: base.tree, tree: entries }, withSha);
    const commit = { message: "By the App", tree: tree.sha, parents: [base.sha] };
    const { sha } = await this.#made("git/commits", commit, withSha);
    const branch = `causeway/r-${(this.#branches += 1)}`;
    await this.#made("git/refs", { ref: `refs/heads/${branch}`, sha }, z.unknown());
    return { branch, sha, base: base.sha };
  }

  /** The same with a pull request. */
  async pullRequest(files: Files, body = "") {
    const made = await this.branch(files);
    const asked = { title: "A change", head: made.branch, base: "main", body };
    return { ...made, ...(await this.#made("pulls", asked, numbered)) };
  }

  /** The id of a new check run. */
  async checkRun(body: object): Promise<number> {
    return (await this.#made("check-runs", body, withId)).id;
  }

  async #made<Schema extends z.ZodType>(path: string, body: object, schema: Schema) {
    const { status, text, data } = await this.call(`POST ${repository}/${path}`, { body });
    if (status !== 201) throw new Error(`POST ${path} was answered with ${status}: ${text}`);
    return schema.parse(data);
  }
}

async function takeWebhooks() {
  const hooks: Hook[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const event = String(request.headers["x-github-event"]);
      hooks.push({ headers: request.headers, raw, event, body: hookBody.parse(JSON.parse(raw)) });
      response.end("ok");
      arrivals.emit("hook");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("No port is free.");
  return { url: `http://127.0.0.1:${address.port}/`, server, hooks, arrivals };
}
