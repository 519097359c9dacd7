/** Lines that are shown around a change, as `diff -u` does. */
const around = 3;

interface Change {
  /** Of the old text, from 0. */
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * The difference of two texts as `git diff` shows it, and `git apply` takes it. For edits that leave most lines as they
 * are: lines are compared one by one where both texts have as many, and from both ends where they do not.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const changes = old.length === fresh.length ? lineByLine(old, fresh) : [fromBothEnds(old, fresh)];
  const hunks: string[] = [];
  let shift = 0;
  for (const group of grouped(changes)) {
    hunks.push(hunk(group, old, shift));
    shift += group.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
  }
  return [`--- a/${path}\n`, `+++ b/${path}\n`, ...hunks].join("");
}

/** Lines with their ends; the last may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function lineByLine(old: readonly string[], fresh: readonly string[]): readonly Change[] {
  return old.flatMap((line, start) => {
    const other = fresh[start] ?? "";
    return line === other ? [] : [{ start, removed: [line], added: [other] }];
  });
}

function fromBothEnds(old: readonly string[], fresh: readonly string[]): Change {
  const most = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < most && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return {
    start,
    removed: old.slice(start, old.length - end),
    added: fresh.slice(start, fresh.length - end),
  };
}

/** Changes whose surroundings touch are shown together. */
function grouped(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    const isNear =
      last !== undefined && change.start - (last.start + last.removed.length) <= 2 * around;
    if (isNear) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunk(changes: readonly Change[], old: readonly string[], shift: number): string {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return "";
  const from = Math.max(0, first.start - around);
  const until = Math.min(old.length, last.start + last.removed.length + around);
  const lines: string[] = [];
  let at = from;
  for (const { start, removed, added } of changes) {
    lines.push(...old.slice(at, start).map((line) => ` ${line}`));
    lines.push(...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`));
    at = start + removed.length;
  }
  lines.push(...old.slice(at, until).map((line) => ` ${line}`));
  const grown = changes.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
  const size = until - from;
  const head = `@@ -${from + 1},${size} +${from + 1 + shift},${size + grown} @@\n`;
  const ended = lines.map((line) =>
    line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`,
  );
  return head + ended.join("");
}
