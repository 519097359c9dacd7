/** Where the emulated GitHub is known to differ from what GitHub describes, and why that may be so. */
export interface Deviation {
  /** On `METHOD /path status`, or `webhook event.action`. */
  readonly where: RegExp;
  /** On the place, as the validator tells it. */
  readonly at: RegExp;
  readonly reason: string;
}

const pageOfPull =
  "merged|mergeable|rebaseable|mergeable_state|merged_by|comments|review_comments|maintainer_can_modify|commits|additions|deletions|changed_files";

export const deviations: readonly Deviation[] = [
  {
    where: /^(?:PUT \S+\/merge 40[59]|POST \S+\/\{pull_number\}\/comments 422)$/,
    at: /^\/status$/,
    reason: "GitHub does send the status in these bodies; its description is older than that.",
  },
  {
    where: /^POST \S+\/deployments 422$/,
    at: /^\/status$/,
    reason: "GitHub does send the status in these bodies; its description is older than that.",
  },
  {
    where: /^(?:GET|POST) \S+\/deployments\/\{deployment_id\}\/statuses 20[01]$/,
    at: /^(?:\/\*)?\/(?:target_url|log_url|environment_url)$/,
    reason: "An address that was not given is an empty text, the default that the description has.",
  },
  {
    where: /^PATCH \S+\/issues\/comments\/\{comment_id\} 404$/,
    at: /^$/,
    reason: "GitHub answers 404 for a deleted comment; its description has the good answer only.",
  },
  {
    where: /^GET \/repos\/\{owner\}\/\{repo\}\/pulls 200$/,
    at: new RegExp(`^/\\*/(?:${pageOfPull})$`),
    reason: "One shape for the list and the single answer. Causeway reads none of these in a list.",
  },
  {
    where: /^webhook pull_request_review\./,
    at: new RegExp(`^/(?:number|pull_request/(?:${pageOfPull}))$`),
    reason: "One shape for all. Causeway reads the pull request anew after a review.",
  },
  {
    where: /^(?:POST|PATCH|GET) \S+\/check-runs(?:\/\S+)? 20[01]$/,
    at: /^(?:\/check_runs\/\*)?\/check_suite\/\w+$/,
    reason: "The suite as webhooks carry it. Causeway reads no suite.",
  },
  {
    where: /^GET \S+\/memberships\/\{username\} 200$/,
    at: /^\/user$/,
    reason: "The emulator's own answer is passed on. Causeway reads the state alone.",
  },
  {
    where: /^GET \/repos\/\{owner\}\/\{repo\} 200$/,
    at: /^\/(?:network_count|subscribers_count)$/,
    reason: "Left out. Causeway reads the default branch alone.",
  },
  {
    where: /^GET \S+\/collaborators\/\{username\}\/permission 200$/,
    at: /^\/user\/role_name$/,
    reason: "Left out. Causeway reads the permission.",
  },
  {
    where: /^webhook /,
    at: /^\/organization\/\w+$/,
    reason: "The organisation's addresses are left out. Causeway reads no organisation.",
  },
  {
    where: /^webhook (?:push|pull_request)/,
    at: /^(?:\/pull_request\/(?:base|head)\/repo|\/repository)\/topics$/,
    reason: "Left out. Causeway reads the repository's name and its default branch.",
  },
  {
    where: /^webhook push\b/,
    at: /^\/(?:commits\/\*|head_commit)\/(?:url|tree_id|distinct|timestamp|committer|author\/email)$/,
    reason: "A push says which commit came and little of it. Causeway reads `after`.",
  },
];
