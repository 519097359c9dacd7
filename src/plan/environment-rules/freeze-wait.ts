import { momentInWords } from "../../calendar/time-zone.ts";
import { windowState } from "../../calendar/window-state.ts";
import type { EnvironmentRules, FreezeException, FreezeWindow } from "../../domain/platform.ts";
import type { Wait } from "./wait.ts";

/** The wait for the freeze windows of an environment, as one: several that are open name all their reasons. */
export function freezeWait(rules: EnvironmentRules, service: string, now: Date): Wait | undefined {
  if (exceptionFor(rules, service, now) !== undefined) return undefined;
  const open = rules.freeze.filter((window) => windowState(window, now).kind === "open");
  if (open.length === 0) return undefined;
  const until = endOfFreeze(rules, now);
  const reasons = open.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  const why = reasons.length === 0 ? "" : ` (${[...new Set(reasons)].join("; ")})`;
  const mend = `The platform team can let ${service} through earlier: an entry under "exceptions" of ${rules.name} in platform.yaml.`;
  if (until === undefined) {
    const message = `${rules.name} is frozen${why}, and the freeze starts again before it ends. ${mend}`;
    return { reasonCode: "frozen", message };
  }
  const when = momentInWords(until, rules.timeZone);
  const message = `${rules.name} is frozen until ${when}${why}. ${mend}`;
  return { reasonCode: "frozen", message, until: until.toISOString() };
}

/** The exception that lets a service through now. */
function exceptionFor(
  { exceptions }: EnvironmentRules,
  service: string,
  now: Date,
): FreezeException | undefined {
  return exceptions.find((exception) => appliesTo(exception, service) && now < untilOf(exception));
}

/** The moments after `now` at which what the windows and exceptions say of a service can change. */
export function freezeMoments(
  rules: EnvironmentRules,
  service: string,
  now: Date,
): readonly Date[] {
  const ends = rules.exceptions.filter((each) => appliesTo(each, service)).map(untilOf);
  return [...ends, ...rules.freeze.flatMap((window) => nextChange(window, now))].filter(
    (moment) => moment > now,
  );
}

function nextChange(window: FreezeWindow, now: Date): readonly Date[] {
  const state = windowState(window, now);
  const moment = state.kind === "open" ? state.until : state.opensAt;
  return moment === undefined ? [] : [moment];
}

/** More windows than that follow each other only where somebody means "never", or nearly so. */
const mostWindows = 60;

/** The first moment at which no window is open; undefined: there is none in sight. */
function endOfFreeze({ freeze }: EnvironmentRules, now: Date): Date | undefined {
  let at = now;
  for (let count = 0; count < mostWindows; count += 1) {
    const states = freeze.map((window) => windowState(window, at));
    const open = states.filter((state) => state.kind === "open");
    if (open.length === 0) return at;
    const ends = open.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
    if (ends.length < open.length) return undefined;
    at = new Date(Math.max(...ends));
  }
  return undefined;
}

function appliesTo(exception: FreezeException, service: string): boolean {
  return exception.service === undefined || exception.service === service;
}

function untilOf(exception: FreezeException): Date {
  return new Date(exception.until);
}
