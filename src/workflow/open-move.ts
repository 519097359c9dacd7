import type { ClusterView } from "../domain/ports/cluster.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { RequestRecord, ServiceMove, ServiceRecord } from "../domain/request.ts";
import { fileChangesOf, type EditPlan } from "../plan/promotion/edit-plan.ts";
import {
  promotionBody,
  promotionCommitMessage,
  promotionTitle,
  type PromotionWords,
} from "../plan/promotion/promotion-body.ts";
import { broughtChanges } from "./brought-changes.ts";
import type { Configuration } from "./configuration.ts";
import { locateMove, type LocatedMove } from "./locate-move.ts";
import { planPromotionMove, planRollbackMove, type PlannedMove } from "./plan-move.ts";
import type { Ports } from "./ports.ts";
import { pullRequestOf } from "./pull-request-of.ts";
import { refused } from "./refuse.ts";
import { moveAhead } from "./rival-moves.ts";
import { runningServices } from "./services.ts";
import { sourceOfMove } from "./source-of-move.ts";
import type { StepResult } from "./step-result.ts";
import { threadUrl } from "./thread-url.ts";
import { versionsToGoBackTo } from "./versions-to-go-back-to.ts";

type Edits = Extract<EditPlan, { readonly kind: "edits" }>;
type Located = Extract<LocatedMove, { readonly kind: "located" }>;

/**
 * asked → open (or refused, or closed where there is nothing to do): finds what runs, plans the edits, makes the branch,
 * the commit and the pull request. What can't be planned yet waits and says for what; each look tries again.
 */
export async function openMove(
  ports: Ports,
  record: ServiceRecord,
  fresh: boolean,
): Promise<StepResult> {
  const configuration = await ports.configuration.refresh();
  const view = ports.cluster?.view;
  if (view === undefined) return ended(refused(ports, record, noCluster));
  if (!view.synced) return waiting(record, "The cluster is being read. It goes on by itself.");
  const { platform } = configuration;
  const located = locateMove(platform, runningServices(ports, platform).services, record.request);
  if (located.kind === "refused") return ended(refused(ports, record, located.message));
  const ahead = await moveAhead(ports, record);
  if (ahead !== undefined) return waiting(record, behind(ahead));
  const planned = await planMove(ports, configuration, { record, view, located });
  if (planned.kind === "wait") return waiting(record, planned.message);
  if (planned.kind === "refused") return ended(refused(ports, record, planned.message));
  return carryOut(ports, { record, fresh, located, move: planned });
}

const noCluster =
  "No cluster is connected to Causeway, so nobody here can say what runs where. The platform team can connect one.";

type Planned =
  | (PlannedMove & { readonly kind: "planned"; readonly note?: string })
  | { readonly kind: "wait"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string };

async function planMove(
  ports: Ports,
  { platform }: Configuration,
  {
    record,
    view,
    located: { from, to },
  }: { readonly record: ServiceRecord; readonly view: ClusterView; readonly located: Located },
): Promise<Planned> {
  const { request, choices = [] } = record;
  if (request.kind === "rollback") {
    const history = await versionsToGoBackTo(ports, view, to);
    const move = await planRollbackMove(ports, platform, { request, to, history, choices });
    return { kind: "planned", ...move };
  }
  if (from === undefined) throw new Error(`${request.id} has nothing to promote from`);
  const source = await sourceOfMove(ports, view, { request, from });
  if (source.kind !== "ready") return source;
  const { running, note } = source;
  const move = await planPromotionMove(ports, platform, { request, from, to, running, choices });
  return { kind: "planned", ...move, ...(note === undefined ? {} : { note }) };
}

async function carryOut(
  ports: Ports,
  {
    record,
    fresh,
    located,
    move,
  }: {
    readonly record: ServiceRecord;
    readonly fresh: boolean;
    readonly located: Located;
    readonly move: Extract<Planned, { kind: "planned" }>;
  },
): Promise<StepResult> {
  const { plan, base } = move;
  switch (plan.kind) {
    case "refused":
      return ended(refused(ports, record, plan.message));
    case "nothing":
      return ended(nothingToDo(ports, record, plan.message));
    case "ambiguous": {
      const { question: text, options } = plan;
      return ended({ ...withoutWait(record), question: { text, options } });
    }
    case "edits": {
      const notes = move.note === undefined ? plan.notes : [...plan.notes, move.note];
      const words = await wordsOf(ports, { record, located, move, plan: { ...plan, notes } });
      if (record.request.kind === "rollback") await holdAutomatic(ports, record, plan.version);
      const facts = await ports.host.ensurePullRequest(
        base,
        pullRequestPlan(record, words),
        !fresh,
      );
      return ended({
        ...withoutWait(record),
        state: "open",
        move: serviceMove(located, move, plan),
        manifestPath: plan.files[0]?.path ?? "",
        pullRequest: pullRequestOf(ports, base.repository, facts),
      });
    }
  }
}

/** After a rollback no rule brings the same trouble back: a person lifts the hold when the cause is mended. */
async function holdAutomatic(
  ports: Ports,
  { request }: ServiceRecord,
  version: string,
): Promise<void> {
  await ports.store.holds.add({
    id: `h-${request.id}`,
    environment: request.environment,
    service: request.service,
    stops: "automatic",
    by: request.requester.githubLogin,
    reason: `it was rolled back to ${version}`,
    since: ports.clock.now().toISOString(),
  });
}

function serviceMove({ from, to }: Located, move: PlannedMove, plan: Edits): ServiceMove {
  return {
    deployer: to.deployer,
    ...(from === undefined ? {} : { from: from.environment }),
    version: plan.version,
    replaces: move.replaces ?? "unknown",
    sourceSha: move.sourceSha,
  };
}

async function wordsOf(
  ports: Ports,
  {
    record: { request, thread },
    located: { from, to },
    move,
    plan,
  }: {
    readonly record: ServiceRecord;
    readonly located: Located;
    readonly move: PlannedMove;
    readonly plan: Edits;
  },
): Promise<PromotionWords> {
  const url = threadUrl(ports, thread);
  return {
    kind: request.kind,
    service: request.service,
    ...(from === undefined ? {} : { from: from.environment }),
    to: to.environment,
    plan,
    brings: await broughtChanges(ports, { to, move }),
    requester: request.requester.githubLogin,
    requestId: request.id,
    ...(url === undefined ? {} : { threadUrl: url }),
  };
}

function pullRequestPlan({ request }: ServiceRecord, words: PromotionWords): PullRequestPlan {
  return {
    branch: `causeway/${request.id}`,
    title: promotionTitle(words),
    body: promotionBody(words),
    commitMessage: promotionCommitMessage(words),
    files: fileChangesOf(words.plan.files),
  };
}

function ended(record: RequestRecord): StepResult {
  return { record, violations: [] };
}

/** The same record when it waits for the same thing already: then nothing is told anew. */
function waiting(record: ServiceRecord, message: string): StepResult {
  const { decision } = record;
  if (decision?.kind === "wait" && decision.message === message) return ended(record);
  return ended({ ...record, decision: { kind: "wait", reasonCode: "notThereYet", message } });
}

function withoutWait(record: RequestRecord): RequestRecord {
  const { decision: _, question: __, ...rest } = record;
  return rest;
}

function nothingToDo(ports: Ports, record: ServiceRecord, reason: string): RequestRecord {
  const finishedAt = ports.clock.now().toISOString();
  return { ...withoutWait(record), state: "closed", reason, finishedAt };
}

function behind({ request, pullRequest }: ServiceRecord): string {
  const what = request.kind === "rollback" ? "A rollback" : "A promotion";
  const where = pullRequest === undefined ? "" : `: ${pullRequest.url}`;
  return `${what} of ${request.service} in ${request.environment}, asked by ${request.requester.githubLogin}, is under way${where}. This one goes on when that one has ended.`;
}
