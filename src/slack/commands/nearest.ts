/** The candidate that a mistyped word most likely meant, or undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase().slice(0, 60);
  const near = candidates
    .map((candidate) => ({ candidate, distance: distanceTo(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** How many letters must change; a word that begins or ends the candidate (`db` for `new-db`) counts as one. */
function distanceTo(typed: string, candidate: string): number {
  const isPart = typed.length > 1 && (candidate.startsWith(typed) || candidate.endsWith(typed));
  return isPart && typed !== candidate ? 1 : editDistance(typed, candidate);
}

/** Levenshtein's distance, row by row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.split("").entries()) {
    const current = [row + 1];
    for (const [column, other] of to.split("").entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min((previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
