/**
 * One form for all the ways to write a Git repository's address, so that two can be compared: `host/owner/name` in
 * lower case, without scheme, user, port 22/80/443, `.git` and slashes at the end. Follows what Argo CD itself does
 * before it compares (argo-cd util/git/git.go, NormalizeGitURL), and ignores the scheme besides: the same repository
 * may be followed by ssh and by https.
 */
export function normaliseRepositoryUrl(url: string): string {
  const trimmed = url.trim().toLowerCase();
  const withoutScheme = trimmed.replace(/^(?:git\+)?(?:https?|ssh|git|oci):\/\//, "");
  const hadScheme = withoutScheme !== trimmed;
  const withoutUser = withoutScheme.replace(/^[^/@]*@/, "");
  const slashed = hadScheme ? withoutUser : withoutUser.replace(/^([^/:]+):(?!\d+\/)\/?/, "$1/");
  return stripEnd(slashed.replace(/^([^/:]+):(?:22|80|443)(?=\/|$)/, "$1"));
}

function stripEnd(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  const stripped = path.slice(0, end);
  return stripped.endsWith(".git") ? stripEnd(stripped.slice(0, -4)) : stripped;
}
