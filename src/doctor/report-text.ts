import type { Finding } from "./finding.ts";

const signs = { ok: "✓", warning: "!", failure: "✗" } as const;

/**
 * Findings → what a terminal shows: a line each, below it how to mend it, and at the end what it comes to. The words in
 * brackets are the finding's row in docs/doctor.md.
 */
export function findingsAsText(findings: readonly Finding[]): string {
  return `${[...findings.map(asLines), "", summary(findings)].join("\n")}\n`;
}

function asLines({ id, area, state, what, mend }: Finding): string {
  const name = state === "ok" ? "" : ` [${id}]`;
  const line = `${signs[state]} ${area}: ${printable(what)}${name}`;
  return mend === undefined ? line : `${line}\n    → ${printable(mend)}`;
}

function summary(findings: readonly Finding[]): string {
  const failures = findings.filter(({ state }) => state === "failure").length;
  const warnings = findings.filter(({ state }) => state === "warning").length;
  const looked = warnings === 0 ? "" : ` ${plural(warnings, "warning")} to look at.`;
  if (failures > 0) return `${plural(failures, "thing")} to mend.${looked}`;
  return warnings === 0 ? "Everything is as it should be." : `Nothing is broken.${looked}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Services' words are data from outside: they must not move the cursor of a terminal or start a new line. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
