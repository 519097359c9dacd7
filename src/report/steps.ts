import type { DeliveryState, DeliveryStep } from "../domain/delivery.ts";
import type { ReportStep, StepState } from "../domain/report.ts";
import type { RequestRecord } from "../domain/request.ts";
import { durationBetween } from "./duration.ts";
import { cut, oneLine } from "../templates/untrusted-text.ts";

/**
 * The way of a request, one line each: asked, pull request, guardrails, approval (only when one is missing), merged,
 * each status source, ready. `command` is what people type after `/platform`. Lines after an end are left out, for nothing more comes.
 */
export function stepsOf(record: RequestRecord, command: string): readonly ReportStep[] {
  const steps = [
    askedStep(record, command),
    ...pullRequestSteps(record),
    ...approvalSteps(record),
    mergeStep(record),
    ...deliverySteps(record),
    readyStep(record),
  ];
  if (record.state === "refused" || record.state === "closed") return endedSteps(record, steps);
  return record.state === "failed" ? failedSteps(record, steps) : steps;
}

function step(state: StepState, text: string, url?: string): ReportStep {
  const line = cut(oneLine(text), 300);
  return url === undefined ? { state, text: line } : { state, text: line, url };
}

function askedStep(record: RequestRecord, command: string): ReportStep {
  return step("done", `Asked with ${howAsked(record, command)}`);
}

function howAsked({ thread, request }: RequestRecord, command: string): string {
  if (thread.surface === "slack") return `/platform ${command}`;
  if (thread.surface === "issue" || request.kind === "provision") return "the issue form";
  return `/${request.kind} ${request.environment}`;
}

function pullRequestSteps(record: RequestRecord): readonly ReportStep[] {
  const { pullRequest, check } = record;
  if (pullRequest === undefined && record.decision?.kind === "wait") {
    return [step("active", "Waiting, see below"), step("waiting", "Pull request")];
  }
  if (pullRequest === undefined) {
    return [step("active", "Writing the pull request"), step("waiting", "Guardrails")];
  }
  const opened = step("done", `Pull request #${pullRequest.number}`, pullRequest.url);
  const checked = check !== undefined && check.headSha === pullRequest.headSha;
  if (record.mergeCommitSha !== undefined) return [opened, step("done", "Guardrails passed")];
  if (!checked) return [opened, step("active", "Guardrails are checking it")];
  return check.conclusion === "success"
    ? [opened, step("done", "Guardrails passed")]
    : [opened, step("failed", "Guardrails found something to mend", `${pullRequest.url}/checks`)];
}

function approvalSteps({ state, decision }: RequestRecord): readonly ReportStep[] {
  const waits = state === "open" && decision?.kind === "wait";
  return waits && decision.reasonCode === "approvalsMissing"
    ? [step("active", "Waiting for approval")]
    : [];
}

function mergeStep({ state, decision, mergeCommitSha }: RequestRecord): ReportStep {
  if (mergeCommitSha !== undefined) return step("done", `Merged as ${mergeCommitSha.slice(0, 7)}`);
  if (state !== "open" || decision === undefined) return step("waiting", "Merge");
  if (decision.kind === "proceed") return step("active", "Merging");
  if (decision.reasonCode === "held") return step("active", "Merge is held");
  return decision.reasonCode === "conflict"
    ? step("failed", "Merge is blocked by a conflict")
    : step("waiting", "Merge");
}

/** What most requests pass, shown until the cluster was looked at: from then on it says itself what has to do with it. */
function expectedSources({ request, move }: RequestRecord): readonly string[] {
  if (request.kind === "provision") return ["Argo CD", "Crossplane"];
  return [move?.deployer.group.endsWith(".fluxcd.io") === true ? "Flux" : "Argo CD"];
}

function deliverySteps(record: RequestRecord): readonly ReportStep[] {
  const known = record.delivery?.steps ?? [];
  const missing = known.length === 0 ? expectedSources(record) : [];
  const merged = record.mergeCommitSha !== undefined;
  const reached = known.findIndex(({ assessment }) => !isPassed(assessment.state));
  return [
    ...known.map((one, index) => deliveryStep(one, reached === -1 || index <= reached)),
    ...missing.map((source, index) =>
      merged && index === 0
        ? step("active", `${source}: waiting for the first sign`)
        : step("waiting", source),
    ),
  ];
}

function isPassed(state: DeliveryState): boolean {
  return state === "irrelevant" || passed.has(state);
}

function deliveryStep({ source, assessment }: DeliveryStep, reached: boolean): ReportStep {
  if (!reached) return step("waiting", source);
  const { message } = assessment;
  const text = message.startsWith(`${source} `) ? message : `${source}: ${message}`;
  return step(deliveryStepState(assessment), text);
}

const passed: ReadonlySet<DeliveryState> = new Set(["deployed", "superseded"] as const);
const broken: ReadonlySet<DeliveryState> = new Set(["unhealthy", "gone"] as const);

function deliveryStepState({ state, final }: DeliveryStep["assessment"]): StepState {
  if (passed.has(state)) return "done";
  if (state === "irrelevant") return "skipped";
  return state === "failed" || (final && broken.has(state)) ? "failed" : "active";
}

function readyStep({ state, request, finishedAt }: RequestRecord): ReportStep {
  const ready = request.kind === "provision" ? "Ready" : `Runs in ${request.environment}`;
  if (state !== "ready") return step("waiting", ready);
  const took = finishedAt === undefined ? undefined : durationBetween(request.askedAt, finishedAt);
  return step("done", took === undefined ? ready : `${ready} after ${took}`);
}

/** A person or a rule ended it: what was done stays, then one line says how it ended. */
function endedSteps(record: RequestRecord, steps: readonly ReportStep[]): readonly ReportStep[] {
  const done = steps.filter(({ state }) => state === "done" || state === "failed");
  if (record.state === "refused") return [...done, step("failed", "Refused")];
  if (record.mergeCommitSha !== undefined)
    return [...done, step("skipped", "Not followed any further")];
  const number = record.pullRequest?.number;
  const what =
    number === undefined ? "Closed" : `Pull request #${number} was closed without merging`;
  return [...done, step("skipped", what)];
}

/** Something failed: the step where it stands carries the sign, and nothing after it is shown. */
function failedSteps(record: RequestRecord, steps: readonly ReportStep[]): readonly ReportStep[] {
  const failed = steps.findIndex(({ state }) => state === "failed");
  const at =
    failed === -1 ? steps.findIndex(({ state }) => !["done", "skipped"].includes(state)) : failed;
  const end = steps[at];
  if (end === undefined) return steps;
  const text = record.delivery === undefined && failed === -1 ? `${end.text}: failed` : end.text;
  return [...steps.slice(0, at), { ...end, state: "failed", text }];
}
