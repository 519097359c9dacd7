/**
 * Of the revisions that were seen, the commits of which it is not known whether they contain the target's: ask the
 * repository's host. Full SHAs only, each once; charts' versions and digests of artifacts are no commits.
 */
export function unresolvedRevisions(
  seen: readonly string[],
  {
    commitSha,
    descendants,
  }: { readonly commitSha: string; readonly descendants: ReadonlySet<string> },
): readonly string[] {
  return [...new Set(seen)].filter(
    (revision) =>
      /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision) &&
      revision !== commitSha &&
      !descendants.has(revision),
  );
}
