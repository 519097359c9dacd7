import type { Assessment, DeliveryState, DeliveryTarget } from "../../domain/delivery.ts";
import type { Question, Verdict } from "../status-source.ts";
import { deadlineOf, isLate, recheckAt } from "../time-limits.ts";

/** Which of several objects speaks for all: the earliest state here. */
const worstFirst: readonly DeliveryState[] = [
  "failed",
  "unhealthy",
  "needsManualSync",
  "drifted",
  "unknown",
  "paused",
  "waiting",
  "syncing",
  "progressing",
  "superseded",
  "deployed",
  "gone",
  "irrelevant",
];

export function worstOf(assessments: readonly Assessment[]): Assessment | undefined {
  return assessments.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

function rankOf({ state }: Assessment): number {
  return worstFirst.indexOf(state);
}

/** Nothing in the cluster takes the target's file, though something uses its repository: it may come yet. */
export function noCarrier(kind: string, target: DeliveryTarget, question: Question): Assessment {
  const late = isLate(question);
  const message = `No ${kind} in the cluster takes ${target.manifestPath} from this repository${late ? "" : " yet"}.`;
  return {
    resource: target.object,
    state: late ? "failed" : "waiting",
    final: late,
    reasonCode: late ? "NO_APP" : "WAIT_APP",
    message,
    ...(late ? {} : recheckAt(deadlineOf(question))),
  };
}

/** Whether a verdict is that nothing takes the target's file. */
export function isWithoutCarrier({ reasonCode }: Verdict): boolean {
  return reasonCode === "WAIT_APP" || reasonCode === "NO_APP";
}

/** A verdict that becomes a failure when it lasts beyond the deadline. */
export function orLate(question: Question, verdict: Verdict, since?: number): Verdict {
  if (!isLate(question, since)) return { ...verdict, ...recheckAt(deadlineOf(question, since)) };
  return {
    state: "failed",
    final: true,
    reasonCode: "TIMEOUT",
    message: `It took too long. ${verdict.message}`,
    ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
  };
}

/** The first seven characters of a commit, as people know it; other revisions whole. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}
