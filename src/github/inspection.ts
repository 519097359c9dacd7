import { z } from "zod";
import { errorMessage, RateLimitedError } from "../domain/errors.ts";
import type { HookDelivery } from "../domain/ports/repository-host.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import { GitHubClient } from "./client.ts";
import { refusalOf } from "./errors.ts";
import { githubLimits } from "./throttle.ts";

export interface InspectionOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly apiUrl: string;
  /** How long GitHub may take to answer one call. */
  readonly timeoutMs: number;
  readonly log: Logger;
}

const granted = z.object({
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
});

const appShape = granted.extend({ name: z.string(), html_url: z.string() });

const installationShape = granted.extend({
  html_url: z.string(),
  suspended_at: z.string().nullish(),
});

const repositoryShape = z.object({
  default_branch: z.string(),
  archived: z.boolean(),
  allow_squash_merge: z.boolean().optional(),
  has_issues: z.boolean(),
});

const deliveriesShape = z.array(
  z.object({
    id: z.union([z.number(), z.bigint(), z.string()]),
    guid: z.string(),
    event: z.string(),
    status_code: z.number(),
    delivered_at: z.string(),
    redelivery: z.boolean(),
  }),
);

/** One page: the newest are what counts. */
const newestDeliveries = 100;

/**
 * Questions to GitHub about an installation. They read alone, and reject as GitHubClient does, or with an
 * UnexpectedAnswerError; {@link githubRefusal} tells a no from a failure on the way.
 */
export function createGitHubInspector(options: InspectionOptions) {
  const client = new GitHubClient({
    ...options,
    appId: String(options.appId),
    limits: githubLimits,
    clock: { now: () => new Date() },
  });
  return {
    /** Who the App is, and what it asks for. */
    app: async () => {
      const { data } = await client.callApp("GET /app", {});
      const { name, html_url: url, permissions, events } = parse(appShape, data);
      return { name, url, permissions, events };
    },
    /** What was accepted for one repository. */
    installation: async ({ owner, name: repo }: RepositoryRef) => {
      const route = "GET /repos/{owner}/{repo}/installation";
      const { data } = await client.callApp(route, { owner, repo });
      const { html_url: url, suspended_at, permissions, events } = parse(installationShape, data);
      return { url, permissions, events, suspended: typeof suspended_at === "string" };
    },
    repository: async (repository: RepositoryRef) => {
      const { data } = await client.call(repository, "GET /repos/{owner}/{repo}", {});
      const parsed = parse(repositoryShape, data);
      return {
        defaultBranch: parsed.default_branch,
        archived: parsed.archived,
        squashMerge: parsed.allow_squash_merge,
        issues: parsed.has_issues,
      };
    },
    /** The newest deliveries to the App's webhook since a time, newest first. */
    deliveries: async (since: Date): Promise<readonly HookDelivery[]> => {
      const page = { per_page: newestDeliveries };
      const { data } = await client.callApp("GET /app/hook/deliveries", page);
      return parse(deliveriesShape, data)
        .filter(({ delivered_at }) => Date.parse(delivered_at) >= since.getTime())
        .map(({ id, guid, event, redelivery, ...rest }) => ({
          id: String(id),
          guid,
          event,
          redelivery,
          statusCode: rest.status_code,
          deliveredAt: rest.delivered_at,
        }));
    },
  };
}

/** The address may be anything's: what answers there is not taken at its word. */
function parse<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new UnexpectedAnswerError("what answers there does not speak GitHub's API");
}

/** Something answered with success, but it is not GitHub. */
class UnexpectedAnswerError extends Error {
  override readonly name = "UnexpectedAnswerError";
}

/** GitHub's no, with its status and its own words; undefined when no answer came, or trouble of its own. */
export function githubRefusal(
  error: unknown,
): { readonly code: string; readonly message: string } | undefined {
  if (error instanceof UnexpectedAnswerError) return { code: "200", message: error.message };
  if (error instanceof RateLimitedError) return { code: "429", message: errorMessage(error) };
  const refusal = refusalOf(error);
  if (refusal === undefined) return undefined;
  return { code: String(refusal.status), message: refusal.detail };
}
