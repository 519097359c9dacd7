import { errorMessage, RateLimitedError, TerminalError } from "../domain/errors.ts";

/** How often and how patiently an event is tried. */
export interface RetryPolicy {
  /** Tries that end in an error, the first one included. */
  readonly maxAttempts: number;
  /** The wait after the first error; it doubles each time. */
  readonly firstDelaySeconds: number;
  readonly maxDelaySeconds: number;
  /**
   * Starts in all, those included that ended with the process or with a rate limit. It stops an event that kills
   * whoever handles it.
   */
  readonly maxStarts: number;
}

/** Eight tries over two to four minutes. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 8,
  firstDelaySeconds: 1,
  maxDelaySeconds: 120,
  maxStarts: 30,
};

/** What follows from a try that ended in an error. `attempts` counts the tries so far, this one included. */
export type AfterFailure =
  | { readonly kind: "retry"; readonly attempts: number; readonly delaySeconds: number }
  | { readonly kind: "putAside"; readonly attempts: number };

/**
 * Decides what happens after an error. A rate limit does not count as a try: it says nothing about the event, and
 * whoever sent it said when to come back.
 *
 * @param failedBefore tries that ended in an error before this one
 * @param random in [0, 1): spreads the retries of events that failed together
 */
export function afterFailure(
  error: unknown,
  failedBefore: number,
  policy: RetryPolicy,
  random: number,
): AfterFailure {
  if (error instanceof RateLimitedError) {
    const spread = random * Math.min(5, policy.firstDelaySeconds);
    return {
      kind: "retry",
      attempts: failedBefore,
      delaySeconds: Math.max(0, error.retryAfterSeconds) + spread,
    };
  }
  const attempts = failedBefore + 1;
  if (error instanceof TerminalError || attempts >= policy.maxAttempts) {
    return { kind: "putAside", attempts };
  }
  return { kind: "retry", attempts, delaySeconds: backoffSeconds(attempts, policy, random) };
}

/** Doubles with each failed try, between the half and the whole of it, up to the policy's longest wait. */
export function backoffSeconds(attempts: number, policy: RetryPolicy, random: number): number {
  const whole = policy.firstDelaySeconds * 2 ** Math.min(attempts, 30);
  return Math.min(policy.maxDelaySeconds, (whole / 2) * (1 + random));
}

/** The error as it is stored and shown to an operator: its message and those of its causes, at most 2,000 characters. */
export function describeError(error: unknown): string {
  const messages = [errorMessage(error)];
  let current: unknown = error instanceof Error ? error.cause : undefined;
  while (current !== undefined && current !== null && messages.length < 5) {
    messages.push(errorMessage(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return messages.join(": ").replaceAll("\0", "\uFFFD").toWellFormed().slice(0, 2_000);
}
