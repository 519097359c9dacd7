import type { Clock } from "../domain/ports/clock.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import type { RepositoryRef, RepositoryTree } from "../domain/repository.ts";
import { Ancestry } from "./ancestry.ts";
import { Changes } from "./changes.ts";
import { listCommitsBetween } from "./commits.ts";
import { CheckRuns } from "./check-runs.ts";
import { GitHubClient } from "./client.ts";
import { Deployments } from "./deployments.ts";
import { DefaultBranches } from "./default-branch.ts";
import { isRefusal } from "./errors.ts";
import { FileContents } from "./file-contents.ts";
import { listHookDeliveries, redeliver } from "./hook-deliveries.ts";
import { Issues } from "./issues.ts";
import { mergePullRequest } from "./merge.ts";
import { OwnLogin } from "./own-login.ts";
import { canWrite, isTeamMember } from "./people.ts";
import { PullRequests } from "./pull-requests.ts";
import { listReviews } from "./reviews.ts";
import { listChecks } from "./source-checks.ts";
import { ensureSuggestions } from "./suggestions.ts";
import { githubLimits, type RequestLimits } from "./throttle.ts";

export interface RepositoryHostOptions {
  /** The App's id, as its settings page shows it. */
  readonly appId: string | number;
  /** The App's private key, PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly log: Logger;
  readonly configRepository: RepositoryRef;
  /** By default what GitHub.com allows. */
  readonly limits?: RequestLimits;
  /** How long GitHub may take to answer one call; 20 s by default. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** GitHub, as the App: the port RepositoryHost on Octokit. Makes no call until it is asked something. */
export function createRepositoryHost(options: RepositoryHostOptions): RepositoryHost {
  const appId = String(options.appId);
  const client = new GitHubClient({
    appId,
    privateKey: options.privateKey,
    apiUrl: options.apiUrl.replace(/\/+$/, ""),
    log: options.log,
    limits: options.limits ?? githubLimits,
    timeoutMs: options.timeoutMs ?? 20_000,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const files = new FileContents(client);
  const branches = new DefaultBranches(client, files);
  const pullRequests = new PullRequests(client, files, branches);
  const changes = new Changes(client, files);
  const checkRuns = new CheckRuns(client, appId);
  const deployments = new Deployments(client);
  const ownLogin = new OwnLogin(client);
  const issues = new Issues(client, ownLogin);
  const ancestry = new Ancestry(client);
  return {
    readDefaultBranch: (repository) => branches.read(repository),
    readTree: (repository, commitSha) => readTree(files, repository, commitSha),
    listCommitsBetween: (repository, range) => listCommitsBetween(client, repository, range),
    readFile: (tree, path) => files.text(tree, path),
    ensurePullRequest: (base, plan, mayExist) => pullRequests.ensure(base, plan, mayExist),
    readPullRequest: (repository, number) => pullRequests.read(repository, number),
    listOpenPullRequests: (repository) => pullRequests.listOpen(repository),
    readChange: (repository, pull) => changes.read(repository, pull),
    listChecks: (repository, commitSha) => listChecks(client, repository, commitSha),
    listReviews: (repository, number) => listReviews(client, repository, number),
    ensureCheckRun: (repository, plan, mayExist) => checkRuns.ensure(repository, plan, mayExist),
    ensureSuggestions: (repository, pull, suggestions) =>
      ensureSuggestions({ client, ownLogin }, repository, pull, suggestions),
    mergePullRequest: (repository, number, merge) =>
      mergePullRequest(client, repository, number, merge),
    closePullRequest: (repository, number) => pullRequests.close(repository, number),
    deleteBranch: (repository, branch) => deleteBranch(client, repository, branch),
    ensureDeployment: (repository, plan) => deployments.ensure(repository, plan),
    ensureDeploymentStatus: (repository, id, plan) =>
      deployments.ensureStatus(repository, id, plan),
    readIssue: (repository, number) => issues.read(repository, number),
    ensureComment: (repository, number, comment) =>
      issues.ensureComment(repository, number, comment),
    closeIssue: (repository, number, reason) => issues.close(repository, number, reason),
    react: (repository, commentId, reaction) => issues.react(repository, commentId, reaction),
    isTeamMember: (team, login) => isTeamMember(client, team, login),
    canWrite: (repository, login) => canWrite(client, repository, login),
    contains: (repository, commit, ancestor) => ancestry.contains(repository, commit, ancestor),
    listHookDeliveries: (since) => listHookDeliveries(client, since),
    redeliver: (deliveryId) => redeliver(client, deliveryId),
  };
}

/** GitHub takes a commit's SHA in place of its tree's. */
async function readTree(
  files: FileContents,
  repository: RepositoryRef,
  commitSha: string,
): Promise<RepositoryTree> {
  const listed = await files.list(repository, commitSha);
  const blobs = new Map([...listed].map(([path, { sha }]) => [path, sha]));
  return { repository, branch: "", commitSha, treeSha: commitSha, blobs };
}

/** A branch that is gone already is as good as deleted. */
async function deleteBranch(
  client: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<void> {
  try {
    await client.call(repository, "DELETE /repos/{owner}/{repo}/git/refs/{ref}", {
      ref: `heads/${branch}`,
    });
  } catch (error) {
    if (!isRefusal(error, 404) && !isRefusal(error, 422)) throw error;
  }
}
