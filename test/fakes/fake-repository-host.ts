import { createHash } from "node:crypto";
import { TerminalError } from "../../src/domain/errors.ts";
import type { ChangedFile } from "../../src/domain/guardrail.ts";
import type {
  CheckRunPlan,
  CommitFacts,
  DeploymentPlan,
  DeploymentStatusPlan,
  HookDelivery,
  IssueFacts,
  MergeOutcome,
  PullRequestFacts,
  RepositoryHost,
  Review,
  SourceCheck,
  SuggestedChange,
} from "../../src/domain/ports/repository-host.ts";
import type { PullRequestPlan } from "../../src/domain/plan.ts";
import type { RepositoryRef, RepositoryTree } from "../../src/domain/repository.ts";
import type { CrashPoints } from "./crash-points.ts";

interface FakePull {
  facts: PullRequestFacts;
  readonly plan: PullRequestPlan;
}

const sha = (text: string): string => createHash("sha1").update(text).digest("hex");

/** One repository on a GitHub in memory: enough of it to see what a workflow made, and to play people. */
export class FakeRepositoryHost implements RepositoryHost {
  readonly repository: RepositoryRef = { owner: "myorg", name: "platform-config" };
  readonly files: Map<string, string>;
  readonly pulls: FakePull[] = [];
  readonly checks: (CheckRunPlan & { readonly id: number })[] = [];
  readonly comments: {
    readonly id: string;
    readonly issue: number;
    readonly marker: string;
    body: string;
  }[] = [];
  readonly deployments: (DeploymentPlan & {
    readonly id: number;
    readonly statuses: DeploymentStatusPlan[];
  })[] = [];
  readonly suggestions: (SuggestedChange & { readonly pull: number })[] = [];
  readonly closedIssues = new Map<number, string>();
  readonly members = new Set<string>();
  readonly reviews: Review[] = [];
  readonly redelivered: string[] = [];
  deliveries: HookDelivery[] = [];
  mergeOutcome: MergeOutcome | undefined;
  #commits = 1;
  readonly #crashes: CrashPoints;
  /** What each commit of the default branch held. */
  readonly #history = new Map<string, ReadonlyMap<string, string>>();
  readonly reactions: string[] = [];
  /** `base...head` → what lies between. */
  readonly commitsBetween = new Map<string, readonly CommitFacts[]>();

  constructor(crashes: CrashPoints, files: Readonly<Record<string, string>>) {
    this.#crashes = crashes;
    this.files = new Map(Object.entries(files));
    this.#history.set(this.headSha, new Map(this.files));
  }

  get headSha(): string {
    return sha(`commit ${this.#commits}`);
  }

  /** What a person pushes to the default branch. */
  push(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) this.files.set(path, content);
    this.#commits += 1;
    this.#history.set(this.headSha, new Map(this.files));
  }

  change(number: number, facts: Partial<PullRequestFacts>): void {
    const pull = this.pulls.find((each) => each.facts.number === number);
    if (pull !== undefined) pull.facts = { ...pull.facts, ...facts };
  }

  readDefaultBranch(): Promise<RepositoryTree> {
    const blobs = new Map([...this.files].map(([path, content]) => [path, sha(content)]));
    return Promise.resolve({
      repository: this.repository,
      branch: "main",
      commitSha: this.headSha,
      treeSha: sha(this.headSha),
      blobs,
    });
  }

  readTree(repository: RepositoryRef, commitSha: string): Promise<RepositoryTree> {
    const files = this.#history.get(commitSha);
    if (files === undefined) return Promise.reject(new TerminalError("no such commit"));
    const blobs = new Map([...files].map(([path, content]) => [path, sha(content)]));
    return Promise.resolve({ repository, branch: "", commitSha, treeSha: commitSha, blobs });
  }

  listCommitsBetween(
    _repository: RepositoryRef,
    { base, head }: { readonly base: string; readonly head: string },
  ): Promise<{ readonly commits: readonly CommitFacts[]; readonly total: number }> {
    const commits = this.commitsBetween.get(`${base}...${head}`) ?? [];
    return Promise.resolve({ commits, total: commits.length });
  }

  react(_repository: RepositoryRef, commentId: string, reaction: string): Promise<void> {
    return this.#crashes.effect(() => {
      this.reactions.push(`${commentId} ${reaction}`);
    });
  }

  readFile(tree: RepositoryTree, path: string): Promise<string | undefined> {
    const files = tree.commitSha === this.headSha ? undefined : this.#history.get(tree.commitSha);
    return Promise.resolve((files ?? this.files).get(path));
  }

  ensurePullRequest(
    base: RepositoryTree,
    plan: PullRequestPlan,
    mayExist = true,
  ): Promise<PullRequestFacts> {
    return this.#crashes.effect(() => {
      const known = this.pulls.find(({ facts }) => facts.headRef === plan.branch);
      if (known !== undefined && !mayExist) throw new Error(`${plan.branch} exists, unexpectedly`);
      if (known !== undefined) return known.facts;
      const number = this.pulls.length + 100;
      const facts: PullRequestFacts = {
        number,
        url: `https://github.com/myorg/platform-config/pull/${number}`,
        title: plan.title,
        author: "causeway[bot]",
        state: "open",
        merged: false,
        headRef: plan.branch,
        headSha: sha(plan.branch),
        baseRef: "main",
        baseSha: base.commitSha,
        draft: false,
        labels: [],
      };
      this.pulls.push({ facts, plan });
      return facts;
    });
  }

  readPullRequest(_repository: RepositoryRef, number: number): Promise<PullRequestFacts> {
    const pull = this.pulls.find(({ facts }) => facts.number === number);
    return pull === undefined
      ? Promise.reject(new Error("no such pull request"))
      : Promise.resolve(pull.facts);
  }

  listOpenPullRequests(): Promise<readonly PullRequestFacts[]> {
    return Promise.resolve(
      this.pulls.map(({ facts }) => facts).filter(({ state }) => state === "open"),
    );
  }

  readChange(
    _repository: RepositoryRef,
    { number }: PullRequestFacts,
  ): Promise<{ files: readonly ChangedFile[]; skipped: readonly string[] }> {
    const pull = this.pulls.find(({ facts }) => facts.number === number);
    return Promise.resolve({ files: pull?.plan.files ?? [], skipped: [] });
  }

  /** Of every commit. */
  readonly sourceChecks: SourceCheck[] = [];

  listChecks(): Promise<readonly SourceCheck[]> {
    return Promise.resolve(this.sourceChecks);
  }

  listReviews(): Promise<readonly Review[]> {
    return Promise.resolve(this.reviews);
  }

  ensureCheckRun(
    _repository: RepositoryRef,
    plan: CheckRunPlan,
    mayExist: boolean,
  ): Promise<number> {
    return this.#crashes.effect(() => {
      const index = this.checks.findIndex(
        ({ name, headSha }) => name === plan.name && headSha === plan.headSha,
      );
      if (!mayExist || index === -1) {
        const id = this.checks.length + 1;
        this.checks.push({ ...plan, id });
        return id;
      }
      const id = this.checks[index]?.id ?? 0;
      this.checks[index] = { ...plan, id };
      return id;
    });
  }

  ensureSuggestions(
    _repository: RepositoryRef,
    { number }: Pick<PullRequestFacts, "number">,
    suggestions: readonly SuggestedChange[],
  ): Promise<void> {
    return this.#crashes.effect(() => {
      for (const suggestion of suggestions) {
        const known = this.suggestions.some(({ marker }) => marker === suggestion.marker);
        if (!known) this.suggestions.push({ ...suggestion, pull: number });
      }
    });
  }

  mergePullRequest(_repository: RepositoryRef, number: number): Promise<MergeOutcome> {
    return this.#crashes.effect(() => {
      if (this.mergeOutcome !== undefined) return this.mergeOutcome;
      const pull = this.pulls.find(({ facts }) => facts.number === number);
      if (pull === undefined) return { kind: "blocked", message: "no such pull request" };
      if (pull.facts.mergeCommitSha === undefined) {
        this.push(Object.fromEntries(pull.plan.files.map(({ path, content }) => [path, content])));
        pull.facts = { ...pull.facts, state: "closed", merged: true, mergeCommitSha: this.headSha };
      }
      return { kind: "merged", commitSha: pull.facts.mergeCommitSha ?? "" };
    });
  }

  closePullRequest(_repository: RepositoryRef, number: number): Promise<void> {
    return this.#crashes.effect(() => {
      this.change(number, { state: "closed" });
    });
  }

  deleteBranch(): Promise<void> {
    return this.#crashes.effect(() => undefined);
  }

  ensureDeployment(_repository: RepositoryRef, plan: DeploymentPlan): Promise<number> {
    return this.#crashes.effect(() => {
      const known = this.deployments.find(
        ({ environment, sha: at, marker }) =>
          environment === plan.environment && at === plan.sha && marker === plan.marker,
      );
      if (known !== undefined) return known.id;
      const id = this.deployments.length + 1;
      this.deployments.push({ ...plan, id, statuses: [] });
      return id;
    });
  }

  ensureDeploymentStatus(
    _repository: RepositoryRef,
    deploymentId: number,
    plan: DeploymentStatusPlan,
  ): Promise<void> {
    return this.#crashes.effect(() => {
      const statuses = this.deployments.find(({ id }) => id === deploymentId)?.statuses;
      if (JSON.stringify(statuses?.at(-1)) !== JSON.stringify(plan)) statuses?.push(plan);
    });
  }

  readIssue(_repository: RepositoryRef, number: number): Promise<IssueFacts> {
    return Promise.resolve({ number, title: "", body: "", author: "octocat", state: "open" });
  }

  ensureComment(
    _repository: RepositoryRef,
    issue: number,
    comment: { readonly marker: string; readonly body: string },
  ): Promise<string> {
    return this.#crashes.effect(() => {
      const known = this.comments.find(
        (each) => each.issue === issue && each.marker === comment.marker,
      );
      if (known !== undefined) {
        known.body = comment.body;
        return known.id;
      }
      const id = String(this.comments.length + 1);
      this.comments.push({ id, issue, ...comment });
      return id;
    });
  }

  closeIssue(
    _repository: RepositoryRef,
    number: number,
    reason: "completed" | "not_planned",
  ): Promise<void> {
    return this.#crashes.effect(() => {
      this.closedIssues.set(number, reason);
    });
  }

  isTeamMember(team: string, login: string): Promise<boolean> {
    return Promise.resolve(this.members.has(`${team} ${login}`));
  }

  canWrite(_repository: RepositoryRef, login: string): Promise<boolean> {
    return Promise.resolve(this.members.has(`write ${login}`));
  }

  contains(): Promise<boolean> {
    return Promise.resolve(false);
  }

  listHookDeliveries(): Promise<readonly HookDelivery[]> {
    return Promise.resolve(this.deliveries);
  }

  redeliver(deliveryId: string): Promise<void> {
    return this.#crashes.effect(() => {
      this.redelivered.push(deliveryId);
    });
  }
}
