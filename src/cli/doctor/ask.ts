import type { Answer } from "../../doctor/answer.ts";
import { errorMessage } from "../../domain/errors.ts";

/** A service's no, read from what its adapter throws; undefined for everything else. */
export type RefusalReader = (
  error: unknown,
) => { readonly code: string; readonly message: string } | undefined;

/**
 * Asks one question and waits so long for the answer. Never rejects: what is thrown is a refusal or a silence. What is
 * late is let go of: its `signal` aborts.
 */
export async function ask<Value>(
  timeoutMs: number,
  refusalOf: RefusalReader,
  question: (signal: AbortSignal) => Promise<Value>,
): Promise<Answer<Value>> {
  const giveUp = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`nothing came within ${timeoutMs / 1_000} seconds.`));
    giveUp.abort();
  }, timeoutMs);
  try {
    return {
      kind: "answered",
      value: await Promise.race([question(giveUp.signal), late.promise]),
    };
  } catch (error) {
    const refusal = refusalOf(error);
    return refusal === undefined
      ? { kind: "silent", message: wordsOf(error) }
      : { kind: "refused", ...refusal };
  } finally {
    clearTimeout(timer);
  }
}

/** Some errors of connections have no message, or one that says nothing, and the reason within. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join("; ");
  const message = errorMessage(error);
  return error instanceof Error && error.cause instanceof Error && message === "fetch failed"
    ? wordsOf(error.cause)
    : message;
}
