import { posix } from "node:path";
import type { Exempted, Exemption } from "../../domain/exemption.ts";
import {
  shortGuardrailName,
  type Judgement,
  type PolicyResult,
  type Violation,
} from "../../domain/guardrail.ts";
import { judgementOf } from "../judge-change.ts";

export interface ExemptedJudgement {
  readonly judgement: Judgement;
  readonly exempted: readonly Exempted[];
}

/**
 * Takes from a judgement what is exempted: such a finding becomes `skipped`, with the reason. What can't be judged
 * (`error`) is never exempted. An exemption past its day does not count; where it would have, it is told as a warning
 * at its own line.
 *
 * @param today `2026-11-25`, in UTC.
 */
export function applyExemptions(
  judgement: Judgement,
  exemptions: readonly Exemption[],
  today: string,
): ExemptedJudgement {
  if (exemptions.length === 0) return { judgement, exempted: [] };
  const inForce = exemptions.filter(({ expires }) => expires >= today);
  const past = exemptions.filter(({ expires }) => expires < today);
  const exempted: Exempted[] = [];
  const missed = new Set<Exemption>();
  const results = judgement.results.map((result): PolicyResult => {
    if (!isFinding(result)) return result;
    const exemption = inForce.find((one) => covers(one, result));
    if (exemption !== undefined) {
      exempted.push({ finding: result, exemption });
      return leftOut(result, exemption);
    }
    for (const one of past.filter((each) => covers(each, result))) missed.add(one);
    return result;
  });
  if (exempted.length === 0 && missed.size === 0) return { judgement, exempted };
  const told = [...missed].map((exemption) => expiredResult(exemption));
  const { checkedObjects, checkedFiles } = judgement;
  return {
    judgement: judgementOf([...results, ...told], { checkedObjects, checkedFiles }),
    exempted,
  };
}

/** The warning that an exemption is past its day. */
export function expiredResult({ name, guardrail, expires, owner, location }: Exemption): Violation {
  return {
    policy: "exemptions",
    validation: "expired",
    outcome: "warn",
    message: `The exemption ${name} from ${guardrail} ended on ${expires} and does not count any more. Mend what it is about and remove it, or ask ${owner} to renew it.`,
    location,
  };
}

function isFinding(result: PolicyResult): result is Violation {
  return result.outcome === "deny" || result.outcome === "warn";
}

function leftOut(result: Violation, exemption: Exemption): PolicyResult {
  const { further: _, suggestions: __, ...rest } = result;
  const { name, owner, expires, reason } = exemption;
  return {
    ...rest,
    outcome: "skipped",
    message: `Exempted by ${name} (${owner}, until ${expires}): ${reason} What was found: ${result.message}`,
  };
}

function covers(
  { guardrail, match }: Exemption,
  { policy, resource, location }: Violation,
): boolean {
  if (guardrail !== policy && guardrail !== shortGuardrailName(policy)) return false;
  return (
    fits(match.path, location.path) &&
    fits(match.kind, resource?.kind) &&
    fits(match.namespace, resource?.namespace) &&
    fits(match.name, resource?.name)
  );
}

function fits(pattern: string | undefined, value: string | undefined): boolean {
  if (pattern === undefined) return true;
  return value !== undefined && posix.matchesGlob(value, pattern);
}
