import { z } from "zod";
import type { World } from "./acts.ts";
import type {
  ChangedFile,
  SeenCheckRun,
  SeenComment,
  SeenDelivery,
  SeenDeployment,
  SeenIssue,
  SeenPullRequest,
  SeenReviewComment,
} from "./protocol.ts";
import { changedFiles } from "./pull-routes.ts";
import type { PullIssue } from "./state.ts";

const numbered = z.object({ number: z.number() });

async function seePull({ git }: World, issue: PullIssue): Promise<SeenPullRequest> {
  const { number, title, body, state, pull } = issue;
  const { message } = await git.commit(pull.headSha);
  return {
    number,
    title,
    body,
    state,
    author: issue.author.login,
    merged: pull.mergedAt !== null,
    mergeCommitSha: pull.mergeCommitSha,
    headRef: pull.headRef,
    headSha: pull.headSha,
    commitMessage: message,
  };
}

async function seeFiles({ git, state }: World, ref: string | undefined) {
  const headSha = (await git.branch(ref ?? state.defaultBranch)) ?? ref ?? "";
  const files: Record<string, string> = {};
  for (const [path, sha] of await git.tree(headSha)) files[path] = await git.text(sha);
  return { headSha, files };
}

async function seeChanges(world: World, issue: PullIssue): Promise<ChangedFile[]> {
  const seen: ChangedFile[] = [];
  for (const { filename, status, sha } of await changedFiles(world, issue)) {
    const content = status === "removed" ? null : await world.git.text(sha);
    seen.push({ path: filename, status, content });
  }
  return seen;
}

/** What people see, by name. */
export const views: Readonly<Record<string, (world: World, body: unknown) => unknown>> = {
  "pull-requests": (world) =>
    Promise.all(world.state.pulls().map((issue) => seePull(world, issue))),
  "changed-files": (world, body) => {
    const issue = world.state.pull(numbered.parse(body).number);
    if (issue === undefined) throw new Error("There is no such pull request.");
    return seeChanges(world, issue);
  },
  issues: ({ state }): SeenIssue[] =>
    state.issues
      .filter(({ pull }) => pull === undefined)
      .map(({ number, title, body, author, state: is, stateReason }) => ({
        number,
        title,
        body,
        author: author.login,
        state: is,
        stateReason,
      })),
  comments: ({ state }, body): SeenComment[] => {
    const { number } = numbered.parse(body);
    return state.comments
      .filter(({ issue }) => issue === number)
      .map((comment) => ({
        id: comment.id,
        author: comment.author.login,
        body: comment.body,
        edits: comment.edits,
      }));
  },
  "review-comments": ({ state }, body): SeenReviewComment[] => {
    const { number } = numbered.parse(body);
    return state.reviewComments
      .filter(({ pull }) => pull === number)
      .map(({ author, path, startLine, line, body: text }) => ({
        author: author.login,
        path,
        startLine,
        line,
        body: text,
      }));
  },
  "check-runs": ({ state }, body): SeenCheckRun[] => {
    const { sha } = z.object({ sha: z.string().optional() }).parse(body);
    return state.checkRuns
      .filter(({ headSha }) => sha === undefined || headSha === sha)
      .map((run) => ({
        id: run.id,
        name: run.name,
        headSha: run.headSha,
        status: run.status,
        conclusion: run.conclusion,
        title: run.title,
        summary: run.summary,
        annotations: run.annotations,
      }));
  },
  deployments: ({ state }): SeenDeployment[] =>
    state.deployments.map((one) => ({
      id: one.id,
      environment: one.environment,
      sha: one.sha,
      description: one.description,
      production: one.isProduction,
      statuses: one.statuses.map(({ state: is, description, logUrl, environmentUrl }) => ({
        state: is,
        description,
        logUrl,
        environmentUrl,
      })),
    })),
  branches: async ({ git }) => [...(await git.branches()).keys()],
  files: (world, body) => seeFiles(world, z.object({ ref: z.string().optional() }).parse(body).ref),
  deliveries: ({ state }): SeenDelivery[] =>
    state.deliveries.map(({ id, guid, event, action, statusCode, redelivery }) => ({
      id,
      guid,
      event,
      action,
      statusCode,
      redelivery,
    })),
  calls: ({ state }) => state.calls,
  traffic: ({ state }) => state.traffic ?? [],
};
