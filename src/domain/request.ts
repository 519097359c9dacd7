import type { JsonObject } from "./json.ts";
import type { Decision } from "./decision.ts";
import type { Delivery } from "./delivery.ts";
import type { ObjectRef } from "./kubernetes.ts";
import type { RepositoryRef } from "./repository.ts";

/** Who asked or acted, as the platform that signed the event knows them. */
export interface Person {
  readonly githubLogin: string;
  /** Present when the request came from Slack. */
  readonly slackUserId?: string;
}

/** Where a request was made and where its reports go. */
export type ThreadRef =
  | { readonly surface: "slack"; readonly channel: string; readonly userId: string }
  | { readonly surface: "issue"; readonly repository: RepositoryRef; readonly number: number };

/** One person's ask, parsed and validated. Immutable once it exists. */
export interface ChangeRequest {
  /** Short and stable: made from the event that brought it, so a repeated event is the same request. */
  readonly id: string;
  readonly kind: "provision";
  /** The offering's name. */
  readonly offering: string;
  readonly requester: Person;
  readonly team: string;
  /** The object's metadata.name: a DNS-1123 label. */
  readonly name: string;
  /** What was filled in, nested as in the object: `{spec: {parameters: {size: "medium"}}}`. */
  readonly values: JsonObject;
  /** When the event was received: ISO 8601, UTC. */
  readonly askedAt: string;
}

/** Where a message lives on its surface: a Slack `ts` with the channel that it really went to, or a comment's id. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** The pull request that carries a request. */
export interface RequestPullRequest {
  readonly number: number;
  readonly url: string;
  readonly headSha: string;
  readonly branch: string;
}

/** The last guardrail check that was written for a commit. */
export interface RequestCheck {
  readonly headSha: string;
  /** A digest of the rules that judged: another digest means that the judgement is out of date. */
  readonly rulesDigest: string;
  readonly conclusion: "success" | "failure";
  readonly checkRunId: number;
}

/**
 * Where a request stands.
 * `asked`: durable, nothing done yet. `open`: its pull request is open. `merged`: on the default branch, on its way
 * into the cluster. The others are ends: `ready`, `failed`, `refused` (a rule or a check of the input said no) and
 * `closed` (a person closed the pull request without merging it).
 */
export type RequestState = "asked" | "open" | "merged" | "ready" | "failed" | "refused" | "closed";

/** Everything that is known of a request: the row of the index that the database holds. */
export interface RequestRecord {
  readonly request: ChangeRequest;
  readonly thread: ThreadRef;
  readonly state: RequestState;
  /** For `refused`, `failed` and `closed`: what to tell, in one or two sentences. */
  readonly reason?: string;
  /** The manifest's path, once planned: two open requests never share one. */
  readonly manifestPath?: string;
  /** The object that the manifest makes, once planned. */
  readonly object?: ObjectRef;
  readonly pullRequest?: RequestPullRequest;
  readonly check?: RequestCheck;
  /** Why it is not merged yet. */
  readonly decision?: Decision;
  readonly mergeCommitSha?: string;
  readonly mergedAt?: string;
  readonly delivery?: Delivery;
  readonly finishedAt?: string;
  /** The one message that is edited in place. */
  readonly message?: MessageRef;
  /** A digest of the report that the message shows, so that it is edited only when it would change. */
  readonly shownDigest?: string;
  /** Replies that were sent, by what they told, so that none is sent twice. */
  readonly replies: Readonly<Record<string, MessageRef>>;
}

/** Whether nothing more happens to a request by itself. */
export function isFinal(state: RequestState): boolean {
  return state === "ready" || state === "refused" || state === "closed";
}
