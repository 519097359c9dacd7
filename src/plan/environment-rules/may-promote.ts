import type { Decision } from "../../domain/decision.ts";
import { nearestName } from "../../domain/nearest-name.ts";
import type { EnvironmentRules } from "../../domain/platform.ts";
import { approvalsWait, type ApprovalFacts } from "./approvals-wait.ts";
import { freezeMoments, freezeWait } from "./freeze-wait.ts";
import { holdMoments, holdWaits } from "./hold-waits.ts";
import type { PromotionFacts } from "./promotion-facts.ts";
import { checkWaits, healthWait, soakEnd } from "./source-waits.ts";
import type { Wait } from "./wait.ts";

type Refusal = Extract<Decision, { kind: "refuse" }>;

/**
 * Whether a version may go into an environment now, by the rules of platform.yaml (docs/configuration.md, environments).
 * Refused: what no waiting mends. Else all waits are named in one message; `until` is there when time alone ends them.
 */
export function mayPromote(facts: PromotionFacts): Decision {
  const target = targetOf(facts);
  if (target.kind === "refuse") return target;
  const [first, ...others] = waitsAt(target.rules, facts, new Date(facts.now));
  if (first === undefined) return { kind: "proceed", reasonCode: "allowed" };
  const message = [first, ...others].map((wait) => wait.message).join(" ");
  const until = goesOnAt(target.rules, facts);
  const decision = { kind: "wait", reasonCode: first.reasonCode, message } as const;
  return until === undefined ? decision : { ...decision, until: until.toISOString() };
}

/** Each thing that a promotion waits for now, those that people must end first; none where it may go on or is refused. */
export function promotionWaits(facts: PromotionFacts): readonly Wait[] {
  const target = targetOf(facts);
  return target.kind === "refuse" ? [] : waitsAt(target.rules, facts, new Date(facts.now));
}

/**
 * The first moment after `now` at which the answer can change by time alone, to look again then. Undefined: only
 * something that happens can change it.
 */
export function nextMoment(facts: PromotionFacts): Date | undefined {
  const target = targetOf(facts);
  return target.kind === "refuse"
    ? undefined
    : nextMomentAfter(target.rules, facts, new Date(facts.now));
}

/**
 * Whether a rollback may go into an environment now. Freeze windows, holds, soak time and checks are there to keep
 * trouble out, so they do not stop the way back. Nor do a promotion's approvals: an engineer alone at night goes back to
 * what was approved before. What the environment asks of a rollback itself counts.
 */
export function mayRollBack(
  facts: ApprovalFacts & Pick<PromotionFacts, "environments" | "to">,
): Decision {
  const rules = facts.environments.find(({ name }) => name === facts.to);
  if (rules === undefined) return unknownEnvironment(facts.to, facts.environments);
  const wait = approvalsWait({ ...rules, approvals: rules.rollbackApprovals }, facts);
  return wait === undefined
    ? { kind: "proceed", reasonCode: "allowed" }
    : { kind: "wait", ...wait };
}

type Target = { readonly kind: "rules"; readonly rules: EnvironmentRules } | Refusal;

function targetOf(facts: PromotionFacts): Target {
  const { environments, from, to } = facts;
  const index = environments.findIndex(({ name }) => name === to);
  const rules = environments[index];
  if (rules === undefined) return unknownEnvironment(to, environments);
  if (!environments.some(({ name }) => name === from))
    return unknownEnvironment(from, environments);
  const before = environments[index - 1];
  if (before === undefined) {
    const message = `${to} is the first environment: nothing is promoted into it. What is merged goes there.`;
    return { kind: "refuse", reasonCode: "outOfOrder", message };
  }
  if (before.name !== from) {
    const message = `Only what runs in ${before.name} is promoted to ${to}, not what runs in ${from}. The order is: ${namesOf(environments)}.`;
    return { kind: "refuse", reasonCode: "outOfOrder", message };
  }
  if (facts.requesterLogin === undefined && rules.autoPromote === undefined) {
    const message = `Nothing is promoted to ${to} automatically. Promote with /promote ${to}, or add "autoPromote" to ${to} in platform.yaml.`;
    return { kind: "refuse", reasonCode: "notAutomatic", message };
  }
  return { kind: "rules", rules };
}

function unknownEnvironment(name: string, environments: readonly EnvironmentRules[]): Refusal {
  const near = nearestName(
    name,
    environments.map((each) => each.name),
  );
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const message = `There is no environment "${name}".${hint} The environments are: ${namesOf(environments)}.`;
  return { kind: "refuse", reasonCode: "environmentUnknown", message };
}

function namesOf(environments: readonly EnvironmentRules[]): string {
  return environments.map(({ name }) => name).join(", ");
}

function waitsAt(rules: EnvironmentRules, facts: PromotionFacts, now: Date): readonly Wait[] {
  return [
    ...holdWaits(rules, facts, now),
    ...checkWaits(rules, facts),
    approvalsWait(rules, facts),
    healthWait(rules, facts, now),
    freezeWait(rules, facts.service, now),
  ].filter((wait) => wait !== undefined);
}

function nextMomentAfter(
  rules: EnvironmentRules,
  facts: PromotionFacts,
  now: Date,
): Date | undefined {
  const soaked = soakEnd(rules, facts);
  const moments = [
    ...freezeMoments(rules, facts.service, now),
    ...holdMoments(rules, facts),
    ...(soaked === undefined ? [] : [soaked]),
  ].filter((moment) => moment > now);
  return moments.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** A freeze may begin while another wait ends: so each end is looked at afresh, at most so often. */
const mostLooks = 60;

/** The first moment at which nothing is waited for; undefined where time alone does not bring it. */
function goesOnAt(rules: EnvironmentRules, facts: PromotionFacts): Date | undefined {
  let at = new Date(facts.now);
  for (let look = 0; look < mostLooks; look += 1) {
    const waits = waitsAt(rules, facts, at);
    if (waits.length === 0) return at;
    const ends = waits.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
    if (ends.length < waits.length) return undefined;
    at = new Date(Math.max(...ends));
  }
  return undefined;
}
