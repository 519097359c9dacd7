import type { EnvironmentRules, FreezeWindow } from "../../../src/domain/platform.ts";
import type { Hold } from "../../../src/domain/ports/holds.ts";
import type {
  PromotionApproval,
  PromotionFacts,
} from "../../../src/plan/environment-rules/promotion-facts.ts";

export const head = "a".repeat(40);

/** From Friday 16:00 to Monday 08:00 in Berlin. */
export const weekend = {
  kind: "recurring",
  cron: "0 16 * * 5",
  durationSeconds: 64 * 3_600,
  timeZone: "Europe/Berlin",
  reason: "no changes at weekends",
} as const satisfies FreezeWindow;

/** An environment without any rule. */
export function rules(name: string): EnvironmentRules {
  return {
    name,
    approvals: 0,
    rollbackApprovals: 0,
    requiredChecks: [],
    timeZone: "Europe/Berlin",
    freeze: [],
    exceptions: [],
    soakSeconds: 0,
  };
}

export function yes(
  login: string,
  source: PromotionApproval["source"] = "review",
): PromotionApproval {
  return { login, source, headSha: head, eligible: true };
}

export function hold(changes: Partial<Hold>): Hold {
  const made = {
    id: "h-1",
    environment: "production",
    stops: "everything",
    by: "mona",
    since: "2026-11-26T10:00:00.000Z",
  } as const;
  return { ...made, reason: "incident 42", ...changes };
}

export interface Given {
  readonly rules?: Partial<EnvironmentRules>;
  readonly facts?: Partial<Omit<PromotionFacts, "healthySince">> & {
    readonly healthySince?: string | undefined;
  };
  /** Nobody asked for it. */
  readonly automatic?: boolean;
}

/** octocat promotes checkout, healthy in staging since yesterday, to production, which has only the rules that are given. */
export function factsWith({ rules: changed, facts, automatic }: Given): PromotionFacts {
  const { healthySince, ...others } = { healthySince: "2026-11-25T12:00:00.000Z", ...facts };
  return {
    now: "2026-11-26T12:00:00.000Z",
    environments: [rules("dev"), rules("staging"), { ...rules("production"), ...changed }],
    service: "checkout",
    from: "staging",
    to: "production",
    ...(automatic === true ? {} : { requesterLogin: "octocat" }),
    headSha: head,
    approvals: [],
    sourceChecks: [],
    holds: [],
    ...(healthySince === undefined ? {} : { healthySince }),
    ...others,
  };
}
