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
  | { readonly surface: "issue"; readonly repository: RepositoryRef; readonly number: number }
  | { readonly surface: "pullRequest"; readonly repository: RepositoryRef; readonly number: number }
  /** Nobody asked anywhere: what is to be told stands on the request's own pull request. */
  | { readonly surface: "own" };

/** What every ask has, whatever it is about. */
interface Asked {
  /** Short and stable: made from the event that brought it, so a repeated event is the same request. */
  readonly id: string;
  readonly requester: Person;
  /** When the event was received: ISO 8601, UTC. */
  readonly askedAt: string;
}

/** An object that an offering makes: a database for a team. */
export interface ProvisionRequest extends Asked {
  readonly kind: "provision";
  /** The offering's name. */
  readonly offering: string;
  readonly team: string;
  /** The object's metadata.name: a DNS-1123 label. */
  readonly name: string;
  /** What was filled in, nested as in the object: `{spec: {parameters: {size: "medium"}}}`. */
  readonly values: JsonObject;
}

/** A pull request of any repository. */
export interface PullRequestRef {
  readonly repository: RepositoryRef;
  readonly number: number;
}

/** A service brought to an environment from the one before it. */
export interface PromoteRequest extends Asked {
  readonly kind: "promote";
  readonly service: string;
  /** Where to. */
  readonly environment: string;
  /** The change that shall get there; undefined: whatever runs healthy in the environment before. */
  readonly change?: PullRequestRef;
}

/** A service put back to a version that was healthy in an environment. */
export interface RollbackRequest extends Asked {
  readonly kind: "rollback";
  readonly service: string;
  readonly environment: string;
  /** The version as people saw it in the list; undefined: the last healthy one before what runs now. */
  readonly version?: string;
}

/** One person's ask, parsed and validated. Immutable once it exists. */
export type ChangeRequest = ProvisionRequest | PromoteRequest | RollbackRequest;

/** An ask that moves a service between versions. */
export type ServiceRequest = PromoteRequest | RollbackRequest;

/** Where a message lives on its surface: a Slack `ts` with the channel that it really went to, or a comment's id. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** The pull request that carries a request. */
export interface RequestPullRequest {
  /** Where it is; undefined: in the configuration repository. */
  readonly repository?: RepositoryRef;
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

/** A person's yes to one commit, given where no review of GitHub's holds it: by comment or by button. */
export interface Approval {
  readonly login: string;
  readonly source: "comment" | "slack";
  readonly headSha: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a promotion or rollback moves, once planned. */
export interface ServiceMove {
  /** The Application, Kustomization or HelmRelease that brings it to the environment. */
  readonly deployer: ObjectRef;
  /** The environment that it comes from; undefined for a rollback. */
  readonly from?: string;
  /** The version that is brought, as people know it: `1.4.2`. */
  readonly version: string;
  /** The version that it replaces. */
  readonly replaces: string;
  /** The commit of the manifests that it was taken from. */
  readonly sourceSha: string;
}

/** Something that only a person can decide. */
export interface Question {
  readonly text: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}

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
  readonly move?: ServiceMove;
  /** What must be chosen before it can be planned, with the answers that there are. */
  readonly question?: Question;
  /** The ids of the answers that people chose so far. */
  readonly choices?: readonly string[];
  readonly pullRequest?: RequestPullRequest;
  /** Of its pull request, beside the reviews that GitHub holds. */
  readonly approvals?: readonly Approval[];
  readonly check?: RequestCheck;
  /** Why it is not merged yet. */
  readonly decision?: Decision;
  readonly mergeCommitSha?: string;
  readonly mergedAt?: string;
  readonly delivery?: Delivery;
  /** What GitHub's Environments page was told of it. */
  readonly deployment?: { readonly id: number; readonly state: string };
  readonly finishedAt?: string;
  /** The one message that is edited in place. */
  readonly message?: MessageRef;
  /** A digest of the report that the message shows, so that it is edited only when it would change. */
  readonly shownDigest?: string;
  /** Replies that were sent, by what they told, so that none is sent twice. */
  readonly replies: Readonly<Record<string, MessageRef>>;
}

/** The record of a request for an object. */
export type ProvisionRecord = RequestRecord & { readonly request: ProvisionRequest };

export function isProvision(record: RequestRecord): record is ProvisionRecord {
  return record.request.kind === "provision";
}

/** The record of a promotion or a rollback. */
export type ServiceRecord = RequestRecord & { readonly request: ServiceRequest };

export function isServiceRecord(record: RequestRecord): record is ServiceRecord {
  return record.request.kind !== "provision";
}

/** Whether nothing more happens to a request by itself. */
export function isFinal(state: RequestState): boolean {
  return state === "ready" || state === "refused" || state === "closed";
}
