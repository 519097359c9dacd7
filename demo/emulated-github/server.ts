import { Hono } from "hono";
import { listenOnLoopback } from "../loopback-server.ts";
import { connectEmulatedGitHub, type EmulatedGitHub } from "./client.ts";
import { controlRoutes } from "./control.ts";
import { apiFront } from "./front.ts";
import { GitBackend } from "./git-backend.ts";
import { State } from "./state.ts";

/** One organisation with its people and teams, one repository, one App that is installed on it. */
export interface EmulatedGitHubOptions {
  /** 0 or nothing: any free port. */
  readonly port?: number;
  readonly owner: string;
  readonly repository: string;
  /** The repository's first files: path → content. */
  readonly files: Readonly<Record<string, string>>;
  /** Logins. */
  readonly users: readonly string[];
  /** Team slug → logins. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
  /** Who may push to the repository; by default everyone who is in a team. */
  readonly writers?: readonly string[];
  readonly app: {
    readonly id: number;
    /** `causeway` when absent: the bot is `causeway[bot]`. */
    readonly slug?: string;
    /** PEM. */
    readonly privateKey: string;
    readonly webhookSecret: string;
    readonly webhookUrl: string;
  };
  /** Keeps every API call with its answer: see `traffic()`. */
  readonly recordTraffic?: boolean;
}

export interface RunningGitHub extends EmulatedGitHub {
  /** Calls back after each change of the default branch. */
  onPush(listener: () => void): void;
  close(): Promise<void>;
}

/** Starts an emulated GitHub on loopback: the REST API at its root, and under /_control/ what people do there. */
export async function startEmulatedGitHub(options: EmulatedGitHubOptions): Promise<RunningGitHub> {
  const git = await GitBackend.start(options);
  const state = new State({
    owner: options.owner,
    repository: options.repository,
    users: options.users,
    app: { slug: "causeway", ...options.app },
    recordTraffic: options.recordTraffic ?? false,
  });
  const first = await git.branch(state.defaultBranch);
  if (first === undefined) throw new Error("The emulator made no first commit.");
  const people = { name: options.owner, email: "people@example.com" };
  const edits = { "README.md": null, ...options.files };
  await git.moveBranch(state.defaultBranch, await git.createCommit(first, edits, "Begin", people));
  const world = { state, git };
  const writers = options.writers ?? Object.values(options.teams).flat();
  const app = new Hono();
  app.route("/_control", controlRoutes(world));
  app.mount("/", apiFront(world, { writers }).fetch);
  const listening = await listenOnLoopback(app, options.port ?? 0);
  return {
    ...connectEmulatedGitHub(`http://127.0.0.1:${listening.port}`),
    onPush: (listener) => {
      state.pushListeners.push(listener);
    },
    close: async () => {
      await listening.close();
      await git.close();
    },
  };
}
