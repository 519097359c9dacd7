import { builtInGuardrails } from "./built-in.ts";
import { guardrailTexts } from "./guardrail-texts.ts";
import type { RuleFile } from "./read-change.ts";

let shipped: readonly string[] | undefined;

/** The full names of the guardrails that ship, and of the policies in some files, each once. */
export function guardrailNames(files: readonly RuleFile[]): readonly string[] {
  shipped ??= guardrailTexts(builtInGuardrails()).map(({ name }) => name);
  return [...new Set([...shipped, ...guardrailTexts(files).map(({ name }) => name)])];
}
