import { errorMessage, RateLimitedError, TerminalError } from "../domain/errors.ts";
import { isJsonObject } from "../domain/json.ts";
import { neededPermission, type Route } from "./operations.ts";

/** GitHub's own words about a request that it did not carry out. */
export interface Refusal {
  readonly status: number;
  /** The `message` with those of its `errors`, joined. */
  readonly detail: string;
}

/** GitHub refused, and would refuse the same request again. */
export class GitHubRefusedError extends TerminalError {
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.refusal = refusal;
  }
}

/** GitHub could not do it now (405, 409): something moved meanwhile. */
export class GitHubConflictError extends Error {
  override readonly name = "GitHubConflictError";
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.refusal = refusal;
  }
}

/** What GitHub said, when the error is its answer to a request and not a failure on the way. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof GitHubRefusedError || error instanceof GitHubConflictError
    ? error.refusal
    : undefined;
}

/** Whether GitHub answered with this status. */
export function isRefusal(error: unknown, status: number): boolean {
  return refusalOf(error)?.status === status;
}

/** The parts of an Octokit error that decide. Nothing else of it is kept: it holds request bodies. */
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly detail: string;
}

/** Whether what Octokit threw may go away by itself: no answer, or one that says that GitHub has trouble. */
export function isTransient(error: unknown): boolean {
  const answered = answerOf(error);
  return answered === undefined || answered.status >= 500;
}

function answerOf(error: unknown): Answered | undefined {
  if (!(error instanceof Error) || !("status" in error) || !("response" in error)) return undefined;
  const { status, response } = error;
  if (typeof status !== "number" || !isJsonObject(response)) return undefined;
  const { headers, data } = response;
  return {
    status,
    headers: isJsonObject(headers) ? headers : {},
    detail: detailOf(data) ?? `status ${status}`,
  };
}

function detailOf(data: unknown): string | undefined {
  if (!isJsonObject(data) || typeof data["message"] !== "string") return undefined;
  const { message, errors } = data;
  if (!Array.isArray(errors)) return message;
  const details = errors.map((entry: unknown) => {
    if (typeof entry === "string") return entry;
    if (!isJsonObject(entry)) return undefined;
    const { message: own, resource, field, code } = entry;
    if (typeof own === "string") return own;
    return [resource, field, code].filter((part) => typeof part === "string").join(" ");
  });
  return [message, ...details].filter((part) => part !== undefined && part !== "").join("; ");
}

/** GitHub's documentation: without Retry-After, wait at least a minute after a secondary limit. */
const secondaryLimitSeconds = 60;

/** How many seconds GitHub wants to be left alone, or undefined when the answer is not about a rate limit. */
function retryAfterSeconds({ status, headers, detail }: Answered, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers["retry-after"]);
  if (Number.isFinite(retryAfter) && retryAfter >= 0) return Math.max(1, Math.ceil(retryAfter));
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    const reset = Number(headers["x-ratelimit-reset"]);
    const seconds = Number.isFinite(reset) ? Math.ceil(reset - now / 1_000) + 1 : NaN;
    return Number.isFinite(seconds) ? Math.max(1, seconds) : secondaryLimitSeconds;
  }
  if (status === 429 || /secondary rate limit|abuse detection/i.test(detail))
    return secondaryLimitSeconds;
  return undefined;
}

/**
 * What was thrown by Octokit → what the ports promise: RateLimitedError, TerminalError with what would mend it, or a
 * plain error that is worth another try. `place` is the repository or organisation, for the message.
 */
export function toPortError(error: unknown, route: Route, place: string, now: number): Error {
  const answered = answerOf(error);
  const call = `${route} for ${place}`;
  if (answered === undefined)
    return new Error(`GitHub did not answer ${call}: ${errorMessage(error)}`);
  const seconds = retryAfterSeconds(answered, now);
  if (seconds !== undefined) {
    const message = `GitHub's rate limit is used up (${call}: ${answered.detail}). Trying again in ${seconds} s.`;
    return new RateLimitedError(message, seconds);
  }
  const { status, detail } = answered;
  const refusal: Refusal = { status, detail };
  if (status >= 500) return new Error(`GitHub has trouble: ${call} gave ${status} (${detail}).`);
  if (status === 409 && /repository is empty/i.test(detail)) {
    const message = `The repository ${place} is empty. Push a first commit to its default branch.`;
    return new GitHubRefusedError(message, refusal);
  }
  if (status === 405 || status === 409)
    return new GitHubConflictError(`GitHub could not do ${call} now: ${detail}.`, refusal);
  return new GitHubRefusedError(remedyOf(refusal, route, place), refusal);
}

function remedyOf({ status, detail }: Refusal, route: Route, place: string): string {
  const permission = neededPermission(route);
  const call = `${route} for ${place}`;
  switch (status) {
    case 401:
      return `GitHub did not accept the App's credentials (${call}: ${detail}). Check that GITHUB_APP_ID and the private key belong to the same App, that the key was not deleted there, and that this machine's clock is right.`;
    case 403:
      return permission === undefined
        ? `GitHub refused ${call}: ${detail}. Check that the App is not suspended.`
        : `GitHub refused ${call}: ${detail}. The call needs the permission "${permission}": give it to the App, then accept the new permissions in the installation's settings. If it has that, look for an archived repository, an IP allow list or a protection rule.`;
    case 404:
      return permission === undefined
        ? `GitHub found nothing at ${call}. Check the name, and that the App is installed on ${place}.`
        : `GitHub found nothing at ${call}. It may be gone; if not, check that the App is installed on ${place} with the permission "${permission}".`;
    case 410:
      return `GitHub says that this is switched off: ${call}: ${detail}. If these are issues, turn them on in the repository's settings.`;
    default:
      return `GitHub refused ${call} (${status}): ${detail}.`;
  }
}
