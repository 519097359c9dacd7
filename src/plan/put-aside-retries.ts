import type { FailedEvent } from "../domain/event.ts";

/** What nothing else brings again: requests have the sweep, the configuration has the next push. */
export const retriedNames = ["issue.opened", "request.asked", "pullRequest.changed"] as const;

/** After this an operator decides: people have asked again or otherwise by then. */
const givenUpAfterMs = 3 * 24 * 60 * 60 * 1_000;

/**
 * The ids of events to try again though they were put aside, oldest first: an outage may have outlasted their tries.
 * Each waits half as long as it was tried in all, so the pauses grow with its age.
 */
export function selectRetries(putAside: readonly FailedEvent[], now: Date): readonly string[] {
  const due = putAside.filter(({ event, failedAt }) => {
    const received = Date.parse(event.receivedAt);
    const failed = Date.parse(failedAt);
    return (
      retriedNames.some((name) => name === event.name) &&
      now.getTime() - received < givenUpAfterMs &&
      now.getTime() - failed >= (failed - received) / 2
    );
  });
  return due
    .toSorted(
      (left, right) => Date.parse(left.event.receivedAt) - Date.parse(right.event.receivedAt),
    )
    .map(({ event }) => event.id);
}
