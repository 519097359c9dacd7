import { momentInWords } from "../../calendar/time-zone.ts";
import type { EnvironmentRules } from "../../domain/platform.ts";
import type { SourceCheck } from "../../domain/ports/repository-host.ts";
import type { PromotionFacts } from "./promotion-facts.ts";
import type { Wait } from "./wait.ts";

type SourceFacts = Pick<
  PromotionFacts,
  "service" | "from" | "healthySince" | "sourceChecks" | "requesterLogin"
>;

/** The waits for the checks of the commit that is promoted: one for each that has not passed. */
export function checkWaits(rules: EnvironmentRules, facts: SourceFacts): readonly Wait[] {
  const states = new Map(facts.sourceChecks.map(({ name, state }) => [name, state]));
  return rules.requiredChecks.flatMap((name) => checkWait(name, states.get(name), rules.name));
}

function checkWait(
  name: string,
  state: SourceCheck["state"] | undefined,
  environment: string,
): readonly Wait[] {
  const check = `the check "${name}" of the commit that is promoted`;
  switch (state) {
    case "passed":
      return [];
    case "failed": {
      const message = `${environment} needs ${check}, and it failed. It goes on when that check is run again and passes.`;
      return [{ reasonCode: "requiredCheckFailed", message }];
    }
    case "running":
      return [
        {
          reasonCode: "requiredCheckRunning",
          message: `It waits for ${check}, which is still running.`,
        },
      ];
    case undefined: {
      const message = `It waits for ${check}, which has not started. If no check has that name, the platform team mends "requiredChecks" of ${environment} in platform.yaml.`;
      return [{ reasonCode: "requiredCheckRunning", message }];
    }
  }
}

/** The wait until the version has been healthy for long enough in the environment that it comes from. */
export function healthWait(
  rules: EnvironmentRules,
  facts: SourceFacts,
  now: Date,
): Wait | undefined {
  const end = soakEnd(rules, facts);
  const seconds = soakSeconds(rules, facts);
  if (end === undefined) {
    const long = seconds === 0 ? "" : ` for ${inWords(seconds)}`;
    const message = `This version of ${facts.service} is not healthy in ${facts.from}. It goes on when it has been healthy there${long}.`;
    return { reasonCode: "notHealthy", message };
  }
  if (now >= end) return undefined;
  const when = momentInWords(end, rules.timeZone);
  const message = `This version of ${facts.service} must have been healthy in ${facts.from} for ${inWords(seconds)}: that is so at ${when}.`;
  return { reasonCode: "soaking", message, until: end.toISOString() };
}

/** When the version has been healthy for long enough. */
export function soakEnd(rules: EnvironmentRules, facts: SourceFacts): Date | undefined {
  if (facts.healthySince === undefined) return undefined;
  return new Date(new Date(facts.healthySince).getTime() + soakSeconds(rules, facts) * 1_000);
}

/** What nobody asked for waits for `autoPromote.after` too. */
function soakSeconds(rules: EnvironmentRules, facts: SourceFacts): number {
  const automatic = facts.requesterLogin === undefined ? rules.autoPromote?.afterSeconds : 0;
  return Math.max(rules.soakSeconds, automatic ?? 0);
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A duration in its largest whole unit, as it was likely written: `30 minutes`, `1 day`. */
function inWords(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ["second", 1];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
