import { momentInWords } from "../../calendar/time-zone.ts";
import type { EnvironmentRules } from "../../domain/platform.ts";
import type { Hold } from "../../domain/ports/holds.ts";
import type { PromotionFacts } from "./promotion-facts.ts";
import type { Wait } from "./wait.ts";

type HoldFacts = Pick<PromotionFacts, "holds" | "service" | "requesterLogin">;

/** The waits for people who stopped the environment: in platform.yaml, by `/platform freeze`, or by a rollback. */
export function holdWaits(rules: EnvironmentRules, facts: HoldFacts, now: Date): readonly Wait[] {
  const inForce = holdsFor(rules, facts).filter(
    ({ until }) => until === undefined || now < new Date(until),
  );
  const byHand = inForce.map((hold) => byHandWait(hold, rules, facts.service));
  return rules.hold === undefined ? byHand : [heldWait(rules.name, rules.hold.reason), ...byHand];
}

/** The ends of the stops that apply, past ones too. */
export function holdMoments(rules: EnvironmentRules, facts: HoldFacts): readonly Date[] {
  return holdsFor(rules, facts).flatMap(({ until }) =>
    until === undefined ? [] : [new Date(until)],
  );
}

function holdsFor(rules: EnvironmentRules, facts: HoldFacts): readonly Hold[] {
  return facts.holds.filter(
    ({ environment, service, stops }) =>
      environment === rules.name &&
      (service === undefined || service === facts.service) &&
      (stops === "everything" || facts.requesterLogin === undefined),
  );
}

function heldWait(environment: string, reason: string | undefined): Wait {
  const why = reason === undefined ? "" : ` (${reason})`;
  const message = `${environment} is on hold${why}. It goes on when the platform team removes "hold" from ${environment} in platform.yaml.`;
  return { reasonCode: "held", message };
}

function byHandWait(hold: Hold, rules: EnvironmentRules, service: string): Wait {
  const what = hold.service === undefined ? rules.name : `${service} in ${rules.name}`;
  const end =
    hold.until === undefined ? "" : ` until ${momentInWords(new Date(hold.until), rules.timeZone)}`;
  const message =
    hold.stops === "everything"
      ? `${hold.by} froze ${what}${end} (${hold.reason}). /platform unfreeze ${rules.name} lifts it.`
      : `${hold.by} holds automatic promotions of ${what} back${end} (${hold.reason}). /unhold ${rules.name} lifts it; /promote ${rules.name} promotes by hand.`;
  const wait = { reasonCode: hold.stops === "everything" ? "frozen" : "held", message } as const;
  return hold.until === undefined ? wait : { ...wait, until: new Date(hold.until).toISOString() };
}
