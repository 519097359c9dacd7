import { RE2JS, RE2JSException } from "re2js";
import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { sizeOf } from "../scalars.ts";

const compiled = new Map<string, RE2JS>();

/**
 * A pattern of untrusted origin on an engine without backtracking.
 * Throws when the pattern is not RE2 (lookahead, back-references).
 */
export function compilePattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = RE2JS.compile(pattern);
  if (compiled.size >= 1_000) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function patternOf(text: string): RE2JS {
  try {
    return compilePattern(text);
  } catch (error) {
    if (error instanceof RE2JSException) throw new CelError(error.message);
    throw error;
  }
}

/** CEL's own `matches`. */
export function matches(text: string, pattern: string): boolean {
  return patternOf(pattern).test(text);
}

function findAll(text: string, pattern: string, limit: bigint = -1n): readonly string[] {
  const matcher = patternOf(pattern).matcher(text);
  const found: string[] = [];
  for (let left = limit; left !== 0n && matcher.find(); left -= 1n)
    found.push(matcher.group() ?? "");
  return found;
}

/** cel-go interpreter/runtimecost.go: a pattern is taken to have a state for every four characters. */
export const patternCost: CallCost = ([text, pattern]) =>
  Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(sizeOf(pattern) * 0.25);

/** Kubernetes' regex library (apiserver pkg/cel/library/regex.go). */
export const regexLibrary: Library = {
  functions: new LibraryBuilder()
    .method(
      "string.find(string): string",
      (text: string, pattern: string) => findAll(text, pattern, 1n)[0] ?? "",
      patternCost,
    )
    .method("string.findAll(string): list<string>", findAll, patternCost)
    .method("string.findAll(string, int): list<string>", findAll, patternCost)
    .functions(),
};
