/**
 * The known name that a person most likely meant, or undefined when none is near: at most a third of it differs, or
 * `atLeast` letters in short ones. Of several that are as near, the first.
 */
export function nearestName(
  given: string,
  known: Iterable<string>,
  atLeast = 1,
): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  if (given.length > 100) return undefined;
  for (const name of known) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    const allowed = Math.max(atLeast, Math.floor(Math.max(given.length, name.length) / 3));
    if (distance > allowed || distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/**
 * Whether a name is most likely another one with a slip: one letter differs, or two in a long one. Names that differ in
 * their numbers (`cache-1`, `cache-2`) are a series.
 */
export function isMistyped(given: string, known: string): boolean {
  const shorter = Math.min(given.length, known.length);
  if (given === known || shorter < 3 || Math.max(given.length, known.length) > 100) return false;
  if (given.replaceAll(/\d+/g, "") === known.replaceAll(/\d+/g, "")) return false;
  return editDistance(given, known) <= (shorter < 8 ? 1 : 2);
}

/**
 * How many single changes (insert, delete, replace, swap of two neighbours) turn one text into the other: the optimal
 * string alignment distance.
 */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped)
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
