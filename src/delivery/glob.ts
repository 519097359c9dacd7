/** Alternatives that one pattern may unfold to: a hostile one would be endless. */
const maxAlternatives = 256;

/**
 * Whether a path matches a pattern as Argo CD's `directory.include` and `exclude` mean it: `*` and `**` match anything,
 * slashes too, `?` one character, `[ab]`, `[!ab]`, `{a,b}` and backslash (argo-cd util/glob, which is gobwas/glob
 * without separators). Takes time in proportion to pattern × path, whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return alternativesOf(pattern).some((alternative) => matches(tokensOf(alternative), text));
}

function alternativesOf(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next);
    if (group === undefined) {
      done.push(next);
      continue;
    }
    const before = next.slice(0, group.start);
    const after = next.slice(group.end + 1);
    if (done.length + open.length + group.parts.length > maxAlternatives) return done;
    for (const part of group.parts.toReversed()) open.push(before + part + after);
  }
  return done;
}

interface BraceGroup {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly string[];
}

function firstGroup(pattern: string): BraceGroup | undefined {
  let start = -1;
  let depth = 0;
  let partStart = 0;
  const parts: string[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === "\\") {
      index += 1;
    } else if (character === "{") {
      depth += 1;
      if (depth === 1) {
        start = index;
        partStart = index + 1;
      }
    } else if (depth === 1 && (character === "," || character === "}")) {
      parts.push(pattern.slice(partStart, index));
      partStart = index + 1;
      if (character === "}") return { start, end: index, parts };
    } else if (character === "}" && depth > 0) {
      depth -= 1;
    }
  }
  return undefined;
}

type Token =
  | { readonly kind: "any" }
  | { readonly kind: "one"; readonly accepts: (character: string) => boolean };

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const close = character === "[" ? pattern.indexOf("]", index + 2) : -1;
    if (character === "*") {
      if (tokens.at(-1)?.kind !== "any") tokens.push({ kind: "any" });
    } else if (character === "?") {
      tokens.push({ kind: "one", accepts: () => true });
    } else if (close !== -1) {
      tokens.push({ kind: "one", accepts: classOf(pattern.slice(index + 1, close)) });
      index = close;
    } else {
      const escaped = character === "\\" && index + 1 < pattern.length;
      if (escaped) index += 1;
      const literal = pattern.charAt(index);
      tokens.push({ kind: "one", accepts: (candidate) => candidate === literal });
    }
  }
  return tokens;
}

function classOf(body: string): (character: string) => boolean {
  const negated = body.startsWith("!") || body.startsWith("^");
  const set = negated ? body.slice(1) : body;
  const range = /^(.)-(.)$/s.exec(set);
  const [, low, high] = range ?? [];
  const isIn =
    low !== undefined && high !== undefined
      ? (character: string): boolean => character >= low && character <= high
      : (character: string): boolean => set.includes(character);
  return (character) => isIn(character) !== negated;
}

function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let position = 0;
  let starToken = -1;
  let starPosition = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current?.kind === "any") {
      starToken = token;
      starPosition = position;
      token += 1;
    } else if (current?.kind === "one" && current.accepts(text.charAt(position))) {
      token += 1;
      position += 1;
    } else if (starToken !== -1) {
      starPosition += 1;
      position = starPosition;
      token = starToken + 1;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === "any");
}
