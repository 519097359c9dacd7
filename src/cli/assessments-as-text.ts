import type { Assessment } from "../domain/delivery.ts";

/** The verdict on one object as `--format json` prints it; a list of these is the whole output. */
export interface AssessedObject extends Omit<Assessment, "resource" | "recheckAt"> {
  readonly resource: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
}

/** One paragraph for each object: what it is, its state, the sentence, and the cause where there is one. */
export function assessmentsAsText(assessed: readonly AssessedObject[]): string {
  if (assessed.length === 0) return "The files hold no objects.\n";
  return `${assessed.map((one) => asText(one)).join("\n\n")}\n`;
}

function asText({ resource, state, reasonCode, message, cause }: AssessedObject): string {
  const lines = [`${nameOf(resource)}: ${state} (${reasonCode})`, `  ${message}`];
  if (cause !== undefined) lines.push(`  Cause: ${nameOf(cause)}: ${cause.message}`);
  return lines.map((line) => printable(line)).join("\n");
}

function nameOf(object: {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  const place = object.namespace === undefined ? "" : `${object.namespace}/`;
  return `${object.kind} ${place}${object.name}`;
}

/** What objects say is data from outside: it must not move the cursor of a terminal or start a new line. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}+/gu, " ");
}
