/** A commit's SHA, short or whole. */
export function isCommit(revision: string): boolean {
  return /^(?:[0-9a-f]{40}|(?=.*\d)[0-9a-f]{7,39})$/.test(revision);
}

/**
 * Whether a Git revision stays what it is: a commit, or a tag by its look (`v1.4`, `1.4.2-rc.1`, `checkout-1.4.2`,
 * `refs/tags/x`). `main`, `HEAD`, `release-1.4` and ranges such as `1.*` move, so they name no version.
 */
export function isFixedRevision(revision: string): boolean {
  return (
    isCommit(revision) ||
    /^(?:refs\/tags\/)?v?\d+(?:\.\d+){1,3}(?:[-+][\w.+-]+)?$/.test(revision) ||
    /^(?:refs\/tags\/)?[A-Za-z][\w./-]*[-/@]v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(revision) ||
    /^refs\/tags\/\S+$/.test(revision)
  );
}

/** Whether a chart's or an OCI artifact's version is one version: `1.4.2`, not `1.4`, `^1`, `>=1.0.0` or `*`. */
export function isExactVersion(version: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version);
}
