import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, afterEach, beforeAll } from "vitest";
import { z } from "zod";
import { startWorld, type World } from "../../../demo/world.ts";
import { runDoctor } from "../../../src/cli/doctor.ts";
import { parsePlatform } from "../../../src/config/parse-platform.ts";
import { readCatalog } from "../../../src/catalog/read-catalog.ts";
import { planIssueForms } from "../../../src/plan/issue-forms.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Edit = (answer: Record<string, unknown>) => unknown;

const manifest = z.object({
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/** What app.yml asks for: what a new App of it has. */
export const appManifest = manifest.parse(
  parse(readFileSync(new URL("../../../app.yml", import.meta.url), "utf8")),
);

const granted = {
  permissions: appManifest.default_permissions,
  events: appManifest.default_events,
};

/** What the doctor printed, and how it ended. */
export interface Visit {
  readonly status: number;
  readonly text: string;
  /** The lines of one area with their mends. */
  readonly of: (area: string) => string;
}

/** A whole installation on loopback, in good health until something is done to it. */
export interface Installation {
  readonly world: World;
  /** The directory that the doctor is called in; data goes into `data` below it. */
  readonly directory: string;
  readonly environment: Environment;
  visit(changes?: Environment, answerMs?: number): Promise<Visit>;
  /** GitHub's answer to a path is changed before it is sent, until {@link heal}. A number: this status instead. */
  answerOf(path: string, edit: Edit | number): void;
  heal(): void;
  stop(): Promise<void>;
}

/** One installation for a file of tests; each test finds it in good health. */
export function useInstallation(): () => Installation {
  let started: Installation | undefined;
  const current = (): Installation => {
    if (started === undefined) throw new Error("The installation has not started.");
    return started;
  };
  beforeAll(async () => {
    started = await startInstallation();
  });
  afterEach(() => current().heal());
  afterAll(() => current().stop());
  return current;
}

async function startInstallation(): Promise<Installation> {
  const world = await startWorld({ stepMs: 10, settleSeconds: 0, logLevel: "silent" });
  const directory = await mkdtemp(join(tmpdir(), "causeway-doctor-"));
  await mergeIssueForms(world);
  const edits = new Map<string, Edit | number>();
  const heal = (): void => {
    edits.clear();
    edits.set("/app", (answer) => ({ ...answer, ...granted }));
    edits.set("/repos/myorg/platform-config/installation", (answer) => ({ ...answer, ...granted }));
    edits.set("/app/hook/deliveries", () => [delivery({})]);
  };
  heal();
  const front = await listen((request, response) =>
    pass(world.github.url, edits, request, response),
  );
  const environment = {
    ...world.environment("data"),
    GITHUB_API_URL: addressOf(front),
    GITHUB_CLIENT_ID: "Iv23liEmulated",
    GITHUB_CLIENT_SECRET: "s".repeat(40),
    CAUSEWAY_PUBLIC_URL: "https://causeway.example.com",
  };
  return {
    world,
    directory,
    environment,
    visit: (changes = {}, answerMs) => visit({ ...environment, ...changes }, directory, answerMs),
    answerOf: (path, edit) => void edits.set(path, edit),
    heal,
    stop: async () => {
      front.close();
      await world.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Calls the doctor and reads what it says. By default with more patience than usual: the machine may be busy. */
export async function visit(
  environment: Environment,
  cwd: string,
  answerMs = 15_000,
): Promise<Visit> {
  let text = "";
  const stdout = { write: (part: string) => void (text += part) };
  const patience = { answerMs, configurationMs: 15_000 };
  const status = await runDoctor(environment, { stdout, stderr: stdout, cwd }, patience);
  return { status, text, of: (area) => linesOf(text, area) };
}

function linesOf(text: string, area: string): string {
  const findings = text.split(/\n(?=[✓!✗] |\n)/);
  return findings.filter((finding) => finding.trim().slice(2).startsWith(`${area}: `)).join("\n");
}

/** One of GitHub's hook deliveries as its API lists them; the newest came through a moment ago. */
export function delivery(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: 12_345_678,
    guid: "0b989ba4-242f-11e5-81e1-c7b6966d2516",
    delivered_at: new Date().toISOString(),
    redelivery: false,
    duration: 0.27,
    status: "OK",
    status_code: 200,
    event: "issues",
    action: "opened",
    installation_id: 123,
    repository_id: 456,
    throttled_at: null,
    ...fields,
  };
}

/** The forms that a running Causeway proposes, merged. */
async function mergeIssueForms({ github }: World): Promise<void> {
  const files = await github.files();
  const parsed = parsePlatform(files["platform.yaml"] ?? "", "platform.yaml");
  if (parsed.kind !== "parsed") throw new Error("The demo's platform.yaml is broken.");
  const rules = Object.entries(files)
    .filter(([path]) => path.startsWith("compositions/"))
    .map(([path, content]) => ({ path, content }));
  const plan = planIssueForms(readCatalog(rules, parsed.platform), parsed.platform, new Map());
  const forms = (plan?.files ?? []).map(({ path, content }) => [path, content] as const);
  await github.pushFiles("mona", Object.fromEntries(forms));
}

/** Passes a call on to GitHub, and its answer back, edited where that was asked for. */
async function pass(
  upstream: string,
  edits: ReadonlyMap<string, Edit | number>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? "/";
  const edit = edits.get(path.split("?")[0] ?? path);
  const body = await bodyOf(request);
  const { authorization = "", accept = "*/*" } = request.headers;
  const answer = await fetch(`${upstream}${path}`, {
    method: request.method ?? "GET",
    headers: { authorization, accept, "content-type": "application/json" },
    ...(body.length === 0 ? {} : { body }),
  });
  const text = await answer.text();
  const status = typeof edit === "number" ? edit : answer.status;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  const edited =
    typeof edit === "function" && answer.ok ? JSON.stringify(edit(objectOf(text))) : text;
  response.end(typeof edit === "number" ? `{"message":"Status ${edit}"}` : edited);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function objectOf(text: string): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : {};
}

export async function listen(
  take: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Server> {
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

export function addressOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** An address at which nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = await listen(() => undefined);
  const address = addressOf(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

/** A kubeconfig for an API server, written into a directory. */
export async function writeKubeConfig(directory: string, server: string): Promise<string> {
  const path = join(directory, "other-kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "other",
    clusters: [{ name: "other", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "other", user: { token: "a-token-of-the-cluster" } }],
    contexts: [{ name: "other", context: { cluster: "other", user: "other" } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
