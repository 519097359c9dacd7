import type { Question } from "./status-source.ts";

/** When a time in an object is; undefined where it is absent or no time. */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Until when something that holds `since` a time must last, as milliseconds since 1970, or undefined when it has lasted
 * long enough. What has no known beginning has lasted long enough.
 */
export function unsettledUntil(
  question: Question,
  since: number | undefined,
  seconds: number,
): number | undefined {
  if (since === undefined) return undefined;
  const until = since + seconds * 1000;
  return question.now.getTime() < until ? until : undefined;
}

/**
 * When the change is late: the deadline counts from the merge, or from `since` where that is later.
 * Undefined where no merge is known.
 */
export function deadlineOf(question: Question, since?: number): number | undefined {
  const mergedAt = parseTime(question.mergedAt);
  if (mergedAt === undefined) return undefined;
  return Math.max(mergedAt, since ?? mergedAt) + question.settings.deadlineSeconds * 1000;
}

export function isLate(question: Question, since?: number): boolean {
  const deadline = deadlineOf(question, since);
  return deadline !== undefined && question.now.getTime() >= deadline;
}

/** `recheckAt` for a verdict, left out where no time is known. */
export function recheckAt(time: number | undefined): { readonly recheckAt?: string } {
  return time === undefined ? {} : { recheckAt: new Date(time).toISOString() };
}
