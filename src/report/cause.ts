import type { Cause } from "../domain/delivery.ts";
import { cut, oneLine, shortHash } from "../templates/untrusted-text.ts";

/** Who reports a failure and what it says: `Account “my-app-database-x7k2p” reports: …`. */
export function causeInWords(cause: Cause): string {
  const message = cut(oneLine(cause.message), 700);
  const ended = /[.!?…]$/.test(message) ? message : `${message}.`;
  return `${cause.kind} “${cause.name}” reports: ${ended}`;
}

/**
 * A key for one cause of failure. Numbers and ids that differ at each try (request ids, times) do not count, so the
 * same trouble is told once.
 */
export function causeKey(cause: Cause): string {
  return shortHash(cause.apiVersion, cause.kind, cause.name, withoutIds(cause.message));
}

/** A text without ids, times and numbers: what stays the same when the same thing is said again. */
export function withoutIds(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "")
    .replaceAll(/\d+/g, "")
    .replaceAll(/\s+/g, " ");
}
