import type { Endpoints } from "@octokit/types";

/** Permissions that a GitHub App can hold, as far as Causeway needs any. Named as in app.yml. */
export type Permission =
  | "checks"
  | "contents"
  | "deployments"
  | "issues"
  | "members"
  | "metadata"
  | "pull_requests";

/**
 * What a call needs. `app`: the App's own JSON web token. Otherwise an installation's token with this permission;
 * `repository` calls act on one repository, `organization` calls on its owner.
 */
export type Access =
  | { readonly as: "app" }
  | {
      readonly as: "repository" | "organization";
      readonly permission: Permission;
      readonly level: "read" | "write";
    };

const app = { as: "app" } as const;

function reads<P extends Permission>(permission: P) {
  return { as: "repository", permission, level: "read" } as const;
}

function writes<P extends Permission>(permission: P) {
  return { as: "repository", permission, level: "write" } as const;
}

/**
 * Every REST call that Causeway makes, with the access that GitHub's documentation asks for ("Permissions required
 * for GitHub Apps"). The client can make no other call, and app.yml is the union of what stands here.
 */
export const operations = {
  "GET /app": app,
  "GET /app/hook/deliveries": app,
  "POST /app/hook/deliveries/{delivery_id}/attempts": app,
  "POST /app/installations/{installation_id}/access_tokens": app,
  "GET /orgs/{org}/installation": app,
  "GET /repos/{owner}/{repo}/installation": app,

  "GET /repos/{owner}/{repo}": reads("metadata"),
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": reads("metadata"),
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}": {
    as: "organization",
    permission: "members",
    level: "read",
  },

  "GET /repos/{owner}/{repo}/branches/{branch}": reads("contents"),
  "GET /repos/{owner}/{repo}/compare/{basehead}": reads("contents"),
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": reads("contents"),
  "GET /repos/{owner}/{repo}/git/ref/{ref}": reads("contents"),
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": reads("contents"),
  "POST /repos/{owner}/{repo}/git/commits": writes("contents"),
  "POST /repos/{owner}/{repo}/git/refs": writes("contents"),
  "POST /repos/{owner}/{repo}/git/trees": writes("contents"),
  "DELETE /repos/{owner}/{repo}/git/refs/{ref}": writes("contents"),
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge": writes("contents"),

  "GET /repos/{owner}/{repo}/pulls": reads("pull_requests"),
  "GET /repos/{owner}/{repo}/pulls/{pull_number}": reads("pull_requests"),
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": reads("pull_requests"),
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": reads("pull_requests"),
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments": reads("pull_requests"),
  "POST /repos/{owner}/{repo}/pulls": writes("pull_requests"),
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments": writes("pull_requests"),
  "PATCH /repos/{owner}/{repo}/pulls/{pull_number}": writes("pull_requests"),

  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": reads("checks"),
  "POST /repos/{owner}/{repo}/check-runs": writes("checks"),
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": writes("checks"),

  "GET /repos/{owner}/{repo}/deployments": reads("deployments"),
  "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses": reads("deployments"),
  "POST /repos/{owner}/{repo}/deployments": writes("deployments"),
  "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses": writes("deployments"),

  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": writes("issues"),
  "GET /repos/{owner}/{repo}/issues/{issue_number}": reads("issues"),
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": reads("issues"),
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": writes("issues"),
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}": writes("issues"),
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": writes("issues"),
} as const satisfies { readonly [Known in keyof Endpoints]?: Access };

/** A call that Causeway may make. */
export type Route = keyof typeof operations;

/** Calls that act with an installation's token. */
export type RepositoryRoute = {
  [R in Route]: (typeof operations)[R] extends { as: "repository" } ? R : never;
}[Route];

export type OrganizationRoute = {
  [R in Route]: (typeof operations)[R] extends { as: "organization" } ? R : never;
}[Route];

export type AppRoute = {
  [R in Route]: (typeof operations)[R] extends { as: "app" } ? R : never;
}[Route];

/** What GitHub answers to a call, as its OpenAPI description has it. */
export type Answer<R extends Route> = Endpoints[R]["response"]["data"];

/** A call's parameters: path, query and body in one, without those that the client fills in. */
export type Parameters<R extends Route> = Omit<Endpoints[R]["parameters"], "owner" | "repo">;

/** `contents: write`, or undefined for calls that need no permission. For messages. */
export function neededPermission(route: Route): string | undefined {
  const access: Access = operations[route];
  return access.as === "app" ? undefined : `${access.permission}: ${access.level}`;
}

/** The permissions of a set of calls: for each, the highest level that any of them needs. */
export function permissionsOf(
  accesses: readonly Access[],
): Readonly<Partial<Record<Permission, "read" | "write">>> {
  const union: Partial<Record<Permission, "read" | "write">> = {};
  for (const access of accesses) {
    if (access.as === "app" || union[access.permission] === "write") continue;
    union[access.permission] = access.level;
  }
  return union;
}
