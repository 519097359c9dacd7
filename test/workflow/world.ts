import { readFileSync } from "node:fs";
import { seedXrd } from "../catalog/offerings.ts";
import type { InboundEvent } from "../../src/domain/event.ts";
import type { KubernetesObject } from "../../src/domain/kubernetes.ts";
import type { EventHandler } from "../../src/domain/ports/inbox.ts";
import type { RequestDesk, Submission } from "../../src/domain/ports/request-desk.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import { createIssueConversation } from "../../src/github/issue-conversation.ts";
import { parseObject } from "../../src/kubernetes/parse-object.ts";
import { requestId } from "../../src/plan/request-id.ts";
import { renderReplyMarkdown, renderReportMarkdown } from "../../src/report/render-markdown.ts";
import { createAncestry, type Ancestry } from "../../src/workflow/ancestry.ts";
import {
  createConfigurationApplier,
  type ConfigurationApplier,
} from "../../src/workflow/apply-configuration.ts";
import { createConfigurationSource } from "../../src/workflow/configuration.ts";
import {
  createDeliveryTracker,
  type DeliveryTracker,
} from "../../src/workflow/delivery-tracker.ts";
import { createEventHandler } from "../../src/workflow/dispatch.ts";
import { createMembership } from "../../src/workflow/membership.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import { createRequestDesk } from "../../src/workflow/request-desk.ts";
import { readYaml } from "../../src/yaml/documents.ts";
import { CrashPoints } from "../fakes/crash-points.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FakeCluster } from "../fakes/fake-cluster.ts";
import { FakeConversation } from "../fakes/fake-conversation.ts";
import { FakeJudge } from "../fakes/fake-judge.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { noTools } from "../fakes/fake-renderer.ts";
import { FakeRepositoryHost } from "../fakes/fake-repository-host.ts";
import { FakeStore } from "../fakes/fake-store.ts";

/** The shortest platform.yaml that the tests need, with more lines where a test asks for them. */
export function platformYaml(...more: readonly string[]): string {
  return [
    "apiVersion: causeway.dev/v1",
    "kind: Platform",
    "teams:",
    "  team-alpha: { github: myorg/team-alpha }",
    "  team-beta: { github: myorg/team-beta }",
    "people:",
    "  U024BE7LH: octocat",
    "commands:",
    "  new-db: databases.platform.example.com",
    ...more,
    "",
  ].join("\n");
}

export const xrdPath = "compositions/database.yaml";
export const claimPath = "claims/team-alpha/my-app-database.yaml";
export const repositoryUrl = "https://github.com/myorg/platform-config";

/** Everything that outlives a process: the database, GitHub, Slack, the cluster. */
export class World {
  readonly crashes = new CrashPoints();
  readonly store = new FakeStore(this.crashes);
  readonly slack = new FakeConversation(this.crashes);
  readonly cluster = new FakeCluster();
  readonly judge = new FakeJudge();
  readonly clock = new FakeClock();
  readonly log = new FakeLogger();
  readonly host: FakeRepositoryHost;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.host = new FakeRepositoryHost(this.crashes, {
      "platform.yaml": platformYaml(),
      [xrdPath]: seedXrd,
      ...files,
    });
    this.host.members.add("myorg/team-alpha octocat");
    this.host.members.add("write boss");
  }

  /** The record of the only request. */
  get record(): RequestRecord {
    const [record] = this.store.records;
    if (record === undefined) throw new Error("there is no request");
    return record;
  }

  /** What the cluster looks like when the merged change runs and all that it made is ready. */
  deliver(claim = "claim-ready"): void {
    const commit = this.record.mergeCommitSha ?? "";
    this.cluster.put(
      ...objects("argocd/15-deployed", commit),
      ...objects(`crossplane/${claim}`, commit),
    );
  }
}

const parsed = new Map<string, readonly KubernetesObject[]>();

/** Real objects, moved to the fake clock's day and to the commit that was merged. */
export function objects(name: string, commit: string): readonly KubernetesObject[] {
  const key = `${name} ${commit}`;
  const known = parsed.get(key) ?? parseObjects(name, commit);
  parsed.set(key, known);
  return known;
}

function parseObjects(name: string, commit: string): readonly KubernetesObject[] {
  const path = `../fixtures/delivery/${name}.yaml`;
  const text = readFileSync(new URL(path, import.meta.url), "utf8")
    .replaceAll("8f1c6b0f4b8ad9c5a1e2d3c4b5a69788f1c6b0f4", commit)
    .replaceAll("2026-11-20T", "2026-11-24T");
  return readYaml(text, path).documents.map(({ value }) => {
    const object = parseObject(value, { apiVersion: "", kind: "" });
    if (object === undefined) throw new Error(`${path} holds something that is no object`);
    return object;
  });
}

/** All that a process holds in memory, made new from the ports. */
export interface FakeProcess {
  readonly ports: Ports;
  readonly desk: RequestDesk;
  readonly ancestry: Ancestry;
  readonly tracker: DeliveryTracker;
  readonly applier: ConfigurationApplier;
  readonly handler: EventHandler;
}

export function portsOf(world: World, change: Partial<Ports> = {}): Ports {
  const { host, log, clock, store, cluster, judge } = world;
  const configurationRepository = host.repository;
  const issues = createIssueConversation(
    host,
    { renderReportMarkdown, renderReplyMarkdown },
    configurationRepository,
  );
  return {
    store,
    host,
    cluster,
    judge,
    renderer: noTools,
    clock,
    log,
    configuration: createConfigurationSource(host, configurationRepository, log),
    membership: createMembership(host, clock),
    settings: { configurationRepository, repositoryUrl, settleSeconds: 10, deadlineSeconds: 900 },
    conversation: (surface) => (surface === "slack" ? world.slack : issues),
    ...change,
  };
}

/** A fresh start on the same world: nothing is remembered but what was written. */
export function startProcess(world: World, change: Partial<Ports> = {}): FakeProcess {
  const ports = portsOf(world, change);
  const ancestry = createAncestry(ports.host);
  const tracker = createDeliveryTracker(ports, ancestry);
  const applier = createConfigurationApplier(ports);
  const desk = createRequestDesk(ports);
  const handler = createEventHandler({ ports, desk, ancestry, tracker, applier });
  return { ports, desk, ancestry, tracker, applier, handler };
}

/** What octocat sends in from Slack, unless a test says otherwise. */
export function submission(change: Partial<Submission> = {}): Submission {
  return {
    eventId: "slack:V1",
    sender: { surface: "slack", userId: "U024BE7LH" },
    thread: { surface: "slack", channel: "C1", userId: "U024BE7LH" },
    offering: "databases.platform.example.com",
    team: "team-alpha",
    name: "my-app-database",
    values: { spec: { parameters: { size: "medium", backup: true } } },
    receivedAt: "2026-11-24T09:00:00.000Z",
    ...change,
  };
}

export const issueNumber = 7;

/** The body that GitHub makes of the seed's form. */
export const issueBody = [
  "### What you ask for",
  "new-db",
  "### Name",
  "my-app-database",
  "### Team",
  "team-alpha",
  "### Size",
  "medium",
  "### Backup",
  "yes",
].join("\n\n");

/** The event that an opened issue form brings. */
export function issueOpened(
  change: { readonly body?: string; readonly login?: string } = {},
): InboundEvent {
  const receivedAt = "2026-11-24T09:00:00.000Z";
  return {
    id: "github:d-1",
    key: `issue/${issueNumber}`,
    name: "issue.opened",
    receivedAt,
    payload: {
      number: issueNumber,
      body: issueBody,
      login: "octocat",
      deliveryId: "d-1",
      receivedAt,
      ...change,
    },
  };
}

export const slackRequestId = requestId("slack:V1");
export const issueRequestId = requestId("github:d-1");

/** The event by which a request is looked at as a whole. */
export function advanceEvent(id: string, occasion: string): InboundEvent {
  const receivedAt = "2026-11-24T09:10:00.000Z";
  return {
    id: `advance:${occasion}:${id}`,
    key: `request/${id}`,
    name: "request.advance",
    receivedAt,
    payload: { requestId: id },
  };
}

/** Hands every stored event that was not handled yet to the handler, in order. */
export async function work(world: World, running: FakeProcess, from = 0): Promise<number> {
  let next = from;
  for (; next < world.store.accepted.length; next += 1) {
    const event = world.store.accepted[next];
    if (event !== undefined) await running.handler.handle(event);
  }
  return next;
}

/** Sends a submission in and works it as far as it goes: by default it is merged and waits for the cluster. */
export async function ask(
  world: World,
  running: FakeProcess,
  change: Partial<Submission> = {},
): Promise<RequestRecord> {
  const from = world.store.accepted.length;
  const outcome = await running.desk.submit(submission(change));
  if (outcome.kind === "refused") throw new Error(outcome.decision.message);
  await work(world, running, from);
  const record = await world.store.requests.find(outcome.requestId);
  if (record === undefined) throw new Error("the request was not taken up");
  return record;
}

/** Looks at the request again, as an event would. */
export async function advance(
  world: World,
  running: FakeProcess,
  id = slackRequestId,
): Promise<RequestRecord> {
  await running.handler.handle(advanceEvent(id, "test"));
  const record = await world.store.requests.find(id);
  if (record === undefined) throw new Error("there is no such request");
  return record;
}
