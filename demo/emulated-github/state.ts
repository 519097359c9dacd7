import type { z } from "zod";
import type { Exchange, Fault, seenAnnotation } from "./protocol.ts";

/** A user or the App's bot. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot";
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: string;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: string | null;
  closedAt: string | null;
  labels: readonly string[];
  /** Present when the issue is a pull request. */
  readonly pull?: Pull;
}

export interface Pull {
  readonly headRef: string;
  readonly baseRef: string;
  draft: boolean;
  headSha: string;
  baseSha: string;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
}

export type PullIssue = Issue & { readonly pull: Pull };

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: Account;
  readonly createdAt: string;
  updatedAt: string;
  body: string;
  edits: number;
}

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly author: Account;
  readonly commitSha: string;
  readonly body: string;
  readonly submittedAt: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
}

/** A comment on lines of a pull request's file. */
export interface ReviewComment {
  readonly id: number;
  readonly pull: number;
  readonly author: Account;
  readonly createdAt: string;
  readonly commitSha: string;
  readonly path: string;
  readonly startLine: number | null;
  readonly line: number;
  readonly body: string;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly startedAt: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  completedAt: string | null;
  title: string;
  summary: string;
  readonly annotations: z.infer<typeof seenAnnotation>[];
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>> | string;
  readonly environment: string;
  readonly description: string | null;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  readonly createdAt: string;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly createdAt: string;
}

export interface Delivery {
  /** Digits: larger than a JavaScript number holds, as GitHub's are. */
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: string;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
  statusCode: number;
  durationSeconds: number;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  webhookUrl: string;
}

interface PendingFault {
  left: number;
  readonly fault: Fault;
}

/** Everything of this GitHub that is not a Git object or a team. */
export class State {
  readonly owner: string;
  readonly repository: string;
  readonly defaultBranch = "main";
  readonly app: App;
  readonly bot: Account;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly issues: Issue[] = [];
  readonly comments: Comment[] = [];
  readonly reviews: Review[] = [];
  /** Of the App's bot, on comments. */
  readonly reactions: {
    readonly id: number;
    readonly comment: number;
    readonly content: string;
    readonly createdAt: string;
  }[] = [];
  readonly reviewComments: ReviewComment[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly deployments: Deployment[] = [];
  readonly deliveries: Delivery[] = [];
  /** Installation token → until when it is good, and for which repositories (none: all). */
  readonly tokens = new Map<
    string,
    { readonly expiresAt: number; readonly repositories?: readonly string[] }
  >();
  readonly faults: PendingFault[] = [];
  readonly pushListeners: (() => void)[] = [];
  calls: string[] = [];
  traffic: Exchange[] | undefined;
  webhooksDropped = false;
  apiCalls = 0;
  #lastId = 1_000;

  constructor(options: {
    readonly owner: string;
    readonly repository: string;
    readonly users: readonly string[];
    readonly app: App;
    readonly recordTraffic: boolean;
  }) {
    this.owner = options.owner;
    this.repository = options.repository;
    this.app = { ...options.app };
    this.bot = { id: this.nextId(), login: `${options.app.slug}[bot]`, type: "Bot" };
    this.accounts = new Map(
      options.users.map((login) => [login, { id: this.nextId(), login, type: "User" }]),
    );
    this.traffic = options.recordTraffic ? [] : undefined;
  }

  get fullName(): string {
    return `${this.owner}/${this.repository}`;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  account(login: string): Account {
    const account = this.accounts.get(login);
    if (account === undefined) throw new Error(`Nobody here is called ${login}.`);
    return account;
  }

  issue(number: number): Issue | undefined {
    return this.issues[number - 1];
  }

  pulls(): readonly PullIssue[] {
    return this.issues.filter(isPull);
  }

  pull(number: number): PullIssue | undefined {
    const issue = this.issue(number);
    return issue !== undefined && isPull(issue) ? issue : undefined;
  }
}

function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== undefined;
}
