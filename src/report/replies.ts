import type { Decision } from "../domain/decision.ts";
import type { Violation } from "../domain/guardrail.ts";
import type { Reply, ReplyButton } from "../domain/report.ts";
import {
  isServiceRecord,
  type RequestCheck,
  type RequestRecord,
  type RequestState,
  type ServiceRecord,
} from "../domain/request.ts";
import { advice } from "./advice.ts";
import { causeInWords, causeKey, withoutIds } from "./cause.ts";
import { durationBetween } from "./duration.ts";
import { serviceVersion, titleOf, type ReportContext } from "./report.ts";
import { cut, oneLine, shortHash } from "../templates/untrusted-text.ts";

/**
 * The replies that this record calls for and that were not sent yet, by `record.replies`. Derived from the record
 * alone, so a reply that a crash swallowed is found again. Most states call for none: the edited message is enough.
 */
export function repliesOf(record: RequestRecord, context: ReportContext): readonly Reply[] {
  const due = replyInState[record.state](record, context);
  return due === undefined || Object.hasOwn(record.replies, due.kind) ? [] : [due];
}

const replyInState: Readonly<
  Record<RequestState, (record: RequestRecord, context: ReportContext) => Reply | undefined>
> = {
  asked: questionReply,
  open: waitingReply,
  merged: handNeededReply,
  ready: readyReply,
  failed: failedReply,
  refused: refusedReply,
  closed: closedReply,
};

type ReplyText = Omit<Reply, "requestId" | "links" | "code"> & {
  readonly code?: string | undefined;
};

function reply(record: RequestRecord, { kind, paragraphs, code, buttons }: ReplyText): Reply {
  const { pullRequest, request } = record;
  const links =
    pullRequest === undefined
      ? []
      : [{ text: `Pull request #${pullRequest.number}`, url: pullRequest.url }];
  const pressable = buttons === undefined ? {} : { buttons };
  const base = { kind, requestId: request.id, paragraphs, links, ...pressable };
  return code === undefined ? base : { ...base, code };
}

function readyReply(record: RequestRecord, context: ReportContext): Reply {
  if (isServiceRecord(record)) return runsReply(record, context);
  const { request, finishedAt } = record;
  const took = finishedAt === undefined ? undefined : durationBetween(request.askedAt, finishedAt);
  const recovered = Object.keys(record.replies).some((kind) => kind.startsWith("failed:"));
  const first = `${titleOf(record, context)} is ready${recovered ? " after all" : ""}.`;
  const paragraphs = [
    took === undefined ? first : `${first} It took ${took} from request to ready.`,
    ...reachParagraphs(context),
  ];
  const secret = context.connectionSecret;
  const code =
    secret === undefined
      ? undefined
      : `kubectl get secret ${secret.name} --namespace ${secret.namespace}`;
  return reply(record, { kind: "ready", paragraphs, code });
}

/** The version runs where it was asked for, and what comes next. */
function runsReply(record: ServiceRecord, { nextEnvironment }: ReportContext): Reply {
  const { request, move, finishedAt } = record;
  const { service, environment } = request;
  const took = finishedAt === undefined ? undefined : durationBetween(request.askedAt, finishedAt);
  const what = `${serviceVersion(record)} runs in ${environment} and is healthy.`;
  const before = move === undefined ? [] : [`Before it was ${move.replaces}.`];
  const first = [what, ...(took === undefined ? [] : [`It took ${took} from request to running.`])];
  const held = `Nothing is promoted to ${environment} automatically until someone says /platform unfreeze ${environment}.`;
  const paragraphs = [
    [...first, ...before].join(" "),
    ...(request.kind === "rollback" ? [held] : []),
  ];
  if (nextEnvironment === undefined || request.kind === "rollback")
    return reply(record, { kind: "ready", paragraphs });
  return reply(record, {
    kind: "ready",
    paragraphs,
    buttons: [
      {
        kind: "promote",
        label: `Promote to ${nextEnvironment}`,
        value: { service, environment: nextEnvironment },
      },
    ],
  });
}

/** Something must be chosen before it can be planned. */
function questionReply(record: RequestRecord): Reply | undefined {
  const { question } = record;
  if (question === undefined) return undefined;
  const options = question.options.map(({ id, label }) => `${label}: /choose ${id}`);
  return reply(record, {
    kind: `question:${shortHash(question.text, ...question.options.map(({ id }) => id))}`,
    paragraphs: [question.text, ...options.slice(0, 6)],
    buttons: question.options
      .slice(0, 25)
      .map(({ id, label }) => ({ kind: "choose", label, value: { option: id } })),
  });
}

function reachParagraphs({ connection, connectionSecret }: ReportContext): readonly string[] {
  if (connection !== undefined) return [`How to reach it: ${connection}`];
  if (connectionSecret !== undefined) {
    const { name, namespace } = connectionSecret;
    return [
      `How to reach it: its connection details are in the Secret “${name}” in the namespace “${namespace}”.`,
    ];
  }
  return [
    "Nobody has said yet how to reach it. Ask the platform team where its connection details are; they can write it down once under “connections” in platform.yaml.",
  ];
}

function failedReply(record: RequestRecord, context: ReportContext): Reply {
  const title = titleOf(record, context);
  const cause = record.delivery?.cause;
  if (cause === undefined) {
    const reason = record.reason ?? "No cause is known.";
    const kind = `failed:${shortHash(withoutIds(reason))}`;
    return reply(record, { kind, paragraphs: [`${title} failed.`, cut(oneLine(reason), 1_500)] });
  }
  const { text, command } = advice(cause);
  const paragraphs = [
    `${title} failed.`,
    causeInWords(cause),
    `What can be done: ${text}`,
    ...wayBack(record),
  ];
  return reply(record, { kind: `failed:${causeKey(cause)}`, paragraphs, code: command });
}

/** Of a promotion: how to put back what ran before. */
function wayBack(record: RequestRecord): readonly string[] {
  if (!isServiceRecord(record) || record.request.kind === "rollback") return [];
  const { service, environment } = record.request;
  const before = record.move === undefined ? "what ran before" : record.move.replaces;
  return [`To go back to ${before}: /platform rollback ${service} ${environment}`];
}

function refusedReply(record: RequestRecord, context: ReportContext): Reply {
  const reason = record.reason ?? "A rule does not allow it.";
  const paragraphs = [`${titleOf(record, context)} was refused. Nothing was written.`, reason];
  return reply(record, { kind: "refused", paragraphs });
}

function closedReply(record: RequestRecord, context: ReportContext): Reply {
  if (record.mergeCommitSha !== undefined) {
    const reason = record.reason ?? "It is merged and not followed any further.";
    const paragraphs = [`${titleOf(record, context)}: ${reason}`];
    return reply(record, { kind: "closed", paragraphs });
  }
  const number = record.pullRequest?.number;
  const what =
    number === undefined ? "It was closed" : `Pull request #${number} was closed without merging`;
  const paragraphs = [
    `${titleOf(record, context)} will not be ${isServiceRecord(record) ? "brought there" : "made"}. ${record.reason ?? `${what}.`}`,
    `If that was not meant, ask again with /platform ${context.command}.`,
  ];
  return reply(record, { kind: "closed", paragraphs });
}

type Wait = Extract<Decision, { kind: "wait" }>;

function waitingReply(record: RequestRecord, context: ReportContext): Reply | undefined {
  const { decision } = record;
  if (decision?.kind !== "wait") return undefined;
  const head = record.pullRequest?.headSha ?? "";
  const title = titleOf(record, context);
  switch (decision.reasonCode) {
    case "checkRunning":
      return undefined;
    case "checkFailed":
      return checkFailedReply(record, decision, context);
    case "approvalsMissing": {
      const kind = `waiting:${shortHash(decision.reasonCode, head)}`;
      return reply(record, {
        kind,
        paragraphs: [`${title} waits for approval.`, decision.message],
        ...(isServiceRecord(record) ? { buttons: approvalButtons(head) } : {}),
      });
    }
    default: {
      const kind = `waiting:${shortHash(decision.reasonCode, head, withoutIds(decision.message))}`;
      return reply(record, { kind, paragraphs: [`${title} can't go on yet.`, decision.message] });
    }
  }
}

function approvalButtons(headSha: string): readonly ReplyButton[] {
  return [
    { kind: "approve", label: "Approve", value: { headSha } },
    { kind: "deny", label: "Deny", value: { headSha } },
  ];
}

/** How many findings a reply names before it says how many more there are. */
const namedFindings = 5;

/** The kind of the reply that names what one check found: one for each commit and set of rules. */
export function checkFailedKind(
  check: Pick<RequestCheck, "headSha" | "rulesDigest"> | undefined,
): string {
  return `checkFailed:${shortHash(check?.headSha ?? "", check?.rulesDigest ?? "")}`;
}

function checkFailedReply(record: RequestRecord, decision: Wait, context: ReportContext): Reply {
  const findings = context.violations?.filter(({ outcome }) => outcome !== "warn") ?? [];
  const more = findings.length - namedFindings;
  const check = record.check;
  return reply(record, {
    kind: checkFailedKind(check),
    paragraphs: [
      `${titleOf(record, context)} did not pass the guardrails, so it is not merged.`,
      ...(findings.length === 0
        ? [decision.message]
        : findings.slice(0, namedFindings).map(findingInWords)),
      ...(more > 0 ? [`And ${more} more: the check on the pull request shows all of them.`] : []),
    ],
  });
}

function findingInWords({ location, message }: Violation): string {
  return cut(oneLine(`${location.path}, line ${location.startLine}: ${message}`), 600);
}

/** Merged, but the way into the cluster goes on only when a person acts: told once for each step. */
function handNeededReply(record: RequestRecord, context: ReportContext): Reply | undefined {
  const stuck = record.delivery?.steps.find(
    ({ assessment }) => assessment.state === "paused" || assessment.state === "needsManualSync",
  );
  if (stuck === undefined) return undefined;
  return reply(record, {
    kind: `handNeeded:${shortHash(stuck.source, stuck.assessment.state)}`,
    paragraphs: [
      `${titleOf(record, context)} waits for a person in ${stuck.source}.`,
      stuck.assessment.message,
    ],
  });
}

/**
 * What a thread is told when the work on its request was put aside for good.
 * `reason` is shown only when it was written for people: the message of a TerminalError.
 */
export function putAsideReply(
  record: RequestRecord,
  context: ReportContext,
  failure: { readonly attempts: number; readonly reason?: string },
): Reply {
  const tries = failure.attempts === 1 ? "One try" : `${failure.attempts} tries`;
  const reason =
    failure.reason === undefined ? [] : [`The reason: ${cut(oneLine(failure.reason), 1_000)}`];
  const kind = `putAside:${shortHash(record.state, withoutIds(failure.reason ?? ""))}`;
  return reply(record, {
    kind,
    paragraphs: [
      `Something went wrong on our side with ${titleOf(record, context)}. ${tries} did not help, so it stands still.`,
      ...reason,
      `Nothing is lost and nothing needs to be typed again. Give the platform team the request's id, ${record.request.id}: they see the error and can let it go on from where it stands.`,
    ],
  });
}
