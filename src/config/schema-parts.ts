import { z } from "zod";

/**
 * A text of one form. The same words are the error message ("must be …") for each way in which it can be wrong, so
 * that people read what is expected and not which check failed.
 */
export function text(expected: string, pattern: RegExp): z.ZodString {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

// A DNS-1123 label: these names become namespaces, labels and folders (k8s.io/apimachinery validation.IsDNS1123Label).
export const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export const nameForm = "a name of lower-case letters, digits and hyphens, at most 63, such as";

/** How many people must approve. Six is what GitHub's branch protection can ask for. */
export function approvals(): z.ZodInt {
  const expected = "a whole number from 0 to 6, such as 1";
  return z.int({ error: expected }).min(0, { error: expected }).max(6, { error: expected });
}
