import { z } from "zod";

/** What people see on GitHub and do there, as data between the emulated GitHub and whoever plays in it. */
export const seenPullRequest = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  state: z.enum(["open", "closed"]),
  merged: z.boolean(),
  mergeCommitSha: z.string().nullable(),
  headRef: z.string(),
  headSha: z.string(),
  /** The head commit's message, with its trailers. */
  commitMessage: z.string(),
});
export type SeenPullRequest = z.infer<typeof seenPullRequest>;

export const seenIssue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  state: z.enum(["open", "closed"]),
  stateReason: z.string().nullable(),
});
export type SeenIssue = z.infer<typeof seenIssue>;

export const seenComment = z.object({
  id: z.number(),
  author: z.string(),
  body: z.string(),
  /** How often it was edited: a message is edited in place. */
  edits: z.number(),
});
export type SeenComment = z.infer<typeof seenComment>;

export const seenReviewComment = z.object({
  author: z.string(),
  path: z.string(),
  startLine: z.number().nullable(),
  line: z.number(),
  body: z.string(),
});
export type SeenReviewComment = z.infer<typeof seenReviewComment>;

export const seenAnnotation = z.object({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  start_column: z.number().optional(),
  end_column: z.number().optional(),
  annotation_level: z.string(),
  title: z.string().nullish(),
  message: z.string(),
});

export const seenCheckRun = z.object({
  id: z.number(),
  name: z.string(),
  headSha: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  title: z.string(),
  summary: z.string(),
  annotations: z.array(seenAnnotation),
});
export type SeenCheckRun = z.infer<typeof seenCheckRun>;

export const seenDeployment = z.object({
  id: z.number(),
  environment: z.string(),
  sha: z.string(),
  description: z.string().nullable(),
  production: z.boolean(),
  /** Oldest first; the last one is what the Environments page shows. */
  statuses: z.array(
    z.object({
      state: z.string(),
      description: z.string(),
      logUrl: z.string(),
      environmentUrl: z.string(),
    }),
  ),
});
export type SeenDeployment = z.infer<typeof seenDeployment>;

/** A file of a pull request; `content` is null when the pull request deletes it. */
export const changedFile = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "removed"]),
  content: z.string().nullable(),
});
export type ChangedFile = z.infer<typeof changedFile>;

export const seenDelivery = z.object({
  id: z.string(),
  guid: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  statusCode: z.number(),
  redelivery: z.boolean(),
});
export type SeenDelivery = z.infer<typeof seenDelivery>;

/** What the API shall do instead of its work, for the next calls that match. */
export const fault = z.object({
  /** An HTTP status: 401, 403, 429, 502… */
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** GitHub's `message`. */
  message: z.string().optional(),
  /** A regular expression on `METHOD /path`; every API call when absent. */
  route: z.string().optional(),
  /** Hangs up instead of answering. */
  dropConnection: z.boolean().optional(),
  /** Do the work first: the answer gets lost. */
  afterEffect: z.boolean().optional(),
});
export type Fault = z.infer<typeof fault>;

/** One API call and its answer, for holding against GitHub's OpenAPI description. */
export const exchange = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  request: z.unknown().optional(),
  status: z.number(),
  response: z.unknown().optional(),
});
export type Exchange = z.infer<typeof exchange>;

export const repositoryFiles = z.object({
  headSha: z.string(),
  files: z.record(z.string(), z.string()),
});
