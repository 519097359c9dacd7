import { createRequire } from "node:module";
import { z } from "zod";
import type {
  Account,
  CheckRun,
  Comment,
  Deployment,
  DeploymentStatus,
  Issue,
  PullIssue,
  Review,
  State,
} from "./state.ts";

/**
 * GitHub's shapes: its own published webhook examples, with what is told here put over them. So every field that
 * GitHub sends is there.
 */
export type Shape = Readonly<Record<string, unknown>>;

const shape = z.record(z.string(), z.unknown());
const definitions = z
  .array(z.object({ name: z.string(), examples: z.array(shape) }))
  .parse(createRequire(import.meta.url)("@octokit/webhooks-examples"));

export function example(event: string, action: string | undefined, key: string): Shape {
  const payload = definitions
    .find(({ name }) => name === event)
    ?.examples.find((each) => action === undefined || each["action"] === action);
  return shape.parse(payload?.[key]);
}

const templates = {
  user: example("issues", "opened", "sender"),
  repository: example("pull_request", "opened", "repository"),
  issue: example("issues", "opened", "issue"),
  pull: example("pull_request", "opened", "pull_request"),
  comment: example("issue_comment", "created", "comment"),
  review: example("pull_request_review", "submitted", "review"),
  checkRun: example("check_run", "created", "check_run"),
  deployment: example("deployment_status", undefined, "deployment"),
  deploymentStatus: example("deployment_status", undefined, "deployment_status"),
};

export const web = "https://github.com";
export const api = "https://api.github.com";

export function userShape({ id, login, type }: Account): Shape {
  return {
    ...templates.user,
    id,
    login,
    type,
    url: `${api}/users/${login}`,
    html_url: `${web}/${login}`,
    site_admin: false,
  };
}

function ownerShape(state: State): Shape {
  return { ...userShape({ id: 1, login: state.owner, type: "User" }), type: "Organization" };
}

export function repositoryShape(state: State): Shape {
  return {
    ...templates.repository,
    id: 1,
    name: state.repository,
    full_name: state.fullName,
    owner: ownerShape(state),
    private: true,
    visibility: "private",
    has_discussions: false,
    default_branch: state.defaultBranch,
    url: `${api}/repos/${state.fullName}`,
    html_url: `${web}/${state.fullName}`,
  };
}

function linked(state: State, issue: Issue): Shape {
  const kind = issue.pull === undefined ? "issues" : "pull";
  return {
    id: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    user: userShape(issue.author),
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
    closed_at: issue.closedAt,
    labels: issue.labels.map(labelShape),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    html_url: `${web}/${state.fullName}/${kind}/${issue.number}`,
  };
}

function labelShape(name: string): Shape {
  return {
    id: 208_045_946,
    node_id: "MDU6TGFiZWwyMDgwNDU5NDY=",
    url: `${api}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: null,
  };
}

export function issueShape(state: State, issue: Issue): Shape {
  const { pull_request: _unused, ...template } = templates.issue;
  const url = `${api}/repos/${state.fullName}/issues/${issue.number}`;
  return {
    ...template,
    ...linked(state, issue),
    url,
    repository_url: `${api}/repos/${state.fullName}`,
    comments: state.comments.filter((comment) => comment.issue === issue.number).length,
    state_reason: issue.stateReason,
    ...(issue.pull === undefined
      ? {}
      : { pull_request: { url: `${api}/repos/${state.fullName}/pulls/${issue.number}` } }),
  };
}

/** `mergeable`: null while GitHub has not computed it. */
export function pullShape(state: State, issue: PullIssue, mergeable: boolean | null): Shape {
  const { pull } = issue;
  const side = (ref: string, sha: string): Shape => ({
    label: `${state.owner}:${ref}`,
    ref,
    sha,
    user: ownerShape(state),
    repo: repositoryShape(state),
  });
  return {
    ...templates.pull,
    ...linked(state, issue),
    url: `${api}/repos/${state.fullName}/pulls/${issue.number}`,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    draft: pull.draft,
    merged: pull.mergedAt !== null,
    merged_at: pull.mergedAt,
    merged_by: pull.mergedBy === null ? null : userShape(pull.mergedBy),
    merge_commit_sha: pull.mergeCommitSha,
    mergeable,
    mergeable_state: mergeable === null ? "unknown" : mergeable ? "clean" : "dirty",
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: null,
    active_lock_reason: null,
  };
}

export function commentShape(state: State, comment: Comment): Shape {
  const url = `${api}/repos/${state.fullName}/issues`;
  return {
    ...templates.comment,
    id: comment.id,
    body: comment.body,
    user: userShape(comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    url: `${url}/comments/${comment.id}`,
    issue_url: `${url}/${comment.issue}`,
    html_url: `${web}/${state.fullName}/issues/${comment.issue}#issuecomment-${comment.id}`,
    performed_via_github_app: null,
  };
}

/** The API writes a review's state in capitals; webhooks do not. */
export function reviewShape(state: State, review: Review): Shape {
  return {
    ...templates.review,
    id: review.id,
    user: userShape(review.author),
    body: review.body,
    commit_id: review.commitSha,
    submitted_at: review.submittedAt,
    state: review.state,
    html_url: `${web}/${state.fullName}/pull/${review.pull}#pullrequestreview-${review.id}`,
    pull_request_url: `${api}/repos/${state.fullName}/pulls/${review.pull}`,
  };
}

export function checkRunShape(state: State, run: CheckRun): Shape {
  const { check_suite, app, ...template } = templates.checkRun;
  const sides = { id: 1, name: state.repository, url: `${api}/repos/${state.fullName}` };
  const pulls = state
    .pulls()
    .filter(({ pull, state: is }) => is === "open" && pull.headSha === run.headSha);
  return {
    ...template,
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    url: `${api}/repos/${state.fullName}/check-runs/${run.id}`,
    html_url: `${web}/${state.fullName}/runs/${run.id}`,
    details_url: web,
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: run.annotations.length,
      annotations_url: `${api}/repos/${state.fullName}/check-runs/${run.id}/annotations`,
    },
    check_suite: { ...shape.parse(check_suite), id: 1 },
    app: { ...shape.parse(app), id: state.app.id, slug: state.app.slug },
    pull_requests: pulls.map(({ number, pull }) => ({
      id: number,
      number,
      url: `${api}/repos/${state.fullName}/pulls/${number}`,
      head: { ref: pull.headRef, sha: pull.headSha, repo: sides },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo: sides },
    })),
  };
}

export function deploymentShape(state: State, deployment: Deployment): Shape {
  const url = `${api}/repos/${state.fullName}/deployments/${deployment.id}`;
  const { sha, ref, task, payload, environment, description, createdAt } = deployment;
  return {
    ...templates.deployment,
    id: deployment.id,
    url,
    sha,
    ref,
    task,
    payload,
    environment,
    original_environment: environment,
    description,
    creator: userShape(state.bot),
    created_at: createdAt,
    updated_at: deployment.statuses.at(-1)?.createdAt ?? createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: `${api}/repos/${state.fullName}`,
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
  };
}

export function deploymentStatusShape(
  state: State,
  deployment: Deployment,
  status: DeploymentStatus,
): Shape {
  const url = `${api}/repos/${state.fullName}/deployments/${deployment.id}`;
  return {
    ...templates.deploymentStatus,
    id: status.id,
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    description: status.description,
    environment: deployment.environment,
    // GitHub keeps the old name of the address beside the new one.
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    creator: userShape(state.bot),
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: `${api}/repos/${state.fullName}`,
  };
}

export const installationId = 7_001;

/** GET /repos/…/installation. */
export function installationShape(state: State): Shape {
  return {
    id: installationId,
    account: ownerShape(state),
    repository_selection: "selected",
    access_tokens_url: `${api}/app/installations/${installationId}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${web}/organizations/${state.owner}/settings/installations/${installationId}`,
    app_id: state.app.id,
    app_slug: state.app.slug,
    target_id: 1,
    target_type: "Organization",
    permissions: { metadata: "read" },
    events: [],
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** GET /app. */
export function appShape(state: State): Shape {
  return {
    id: state.app.id,
    slug: state.app.slug,
    node_id: "MDExOkludGVncmF0aW9uMQ==",
    owner: ownerShape(state),
    name: "Causeway",
    description: "",
    external_url: web,
    html_url: `${web}/apps/${state.app.slug}`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    permissions: { metadata: "read" },
    events: [],
    installations_count: 1,
  };
}
