import type { Environment } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";

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

function findAll(text: string, pattern: string, limit: number): readonly string[] {
  const matcher = compilePattern(pattern).matcher(text);
  const found: string[] = [];
  for (let left = limit; left !== 0 && matcher.find(); left -= 1) found.push(matcher.group() ?? "");
  return found;
}

/** Kubernetes' regex library (apiserver pkg/cel/library/regex.go), and CEL's own `matches` on the same engine. */
export function registerRegex(environment: Environment): void {
  const sync = { async: false };
  environment
    .registerFunction(
      "string.matchesRe2(string): bool",
      (text: string, pattern: string) => compilePattern(pattern).test(text),
      sync,
    )
    .registerFunction(
      "string.find(string): string",
      (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? "",
      sync,
    )
    .registerFunction(
      "string.findAll(string): list<string>",
      (text: string, pattern: string) => findAll(text, pattern, -1),
      sync,
    )
    .registerFunction(
      "string.findAll(string, int): list<string>",
      (text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
      sync,
    );
}
