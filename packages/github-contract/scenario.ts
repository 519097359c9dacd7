import { generateKeyPairSync } from "node:crypto";
import { startEmulatedGitHub, type RunningGitHub } from "../../demo/emulated-github/server.ts";
import type { PullRequestPlan } from "../../src/domain/plan.ts";
import type { Logger } from "../../src/domain/ports/logger.ts";
import type { CheckRunPlan, RepositoryHost } from "../../src/domain/ports/repository-host.ts";
import { createRepositoryHost } from "../../src/github/repository-host.ts";
import { listenBetween, listenForWebhooks, type Exchange, type Webhook } from "./wire.ts";

const repository = { owner: "myorg", name: "platform-config" } as const;

/** Everything that went over the wire. */
export interface Recording {
  readonly exchanges: readonly Exchange[];
  readonly webhooks: readonly Webhook[];
}

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** The title of an issue that GitHub could not tell of at first. */
const lostTitle = "An issue that gets lost";

/** Plays everything that Causeway does on GitHub against the emulated one, and keeps what was said. */
export async function record(): Promise<Recording> {
  const exchanges: Exchange[] = [];
  const listener = await listenForWebhooks();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const github = await startEmulatedGitHub({
    owner: repository.owner,
    repository: repository.name,
    files: {
      "platform.yaml": "kind: Platform\n",
      "claims/a/old.yaml": "kind: Database\nsize: 1\n",
    },
    users: ["octocat", "hubot", "mona", "stranger"],
    teams: { "my-team": ["octocat", "hubot"], "platform-team": ["mona"] },
    app: { id: 4711, privateKey: key, webhookSecret: "secret", webhookUrl: listener.url },
  });
  const between = await listenBetween(github.url, exchanges);
  try {
    const host = createRepositoryHost({
      appId: 4711,
      privateKey: key,
      apiUrl: between.url,
      log: silent,
      configRepository: repository,
      limits: { concurrent: 20, writesPerMinute: 100_000, contentPerMinute: 100_000 },
    });
    await playRequest(host, github);
    await playConflict(host, github);
    await playReview(host, github);
    await playIssue(host, github);
    await playDeployments(host, github);
    await playDeliveries(host, github);
    await listener.until(({ payload }) => JSON.stringify(payload).includes(lostTitle));
    return { exchanges, webhooks: listener.webhooks };
  } finally {
    between.close();
    await github.close();
    listener.close();
  }
}

/** A manifest pull request from the first read to the merge, with what is there already. */
async function playRequest(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  const tree = await host.readDefaultBranch(repository);
  await host.readFile(tree, "claims/a/old.yaml");
  const plan = planFor("r-0000000001");
  const pull = await host.ensurePullRequest(tree, plan, false);
  await host.ensurePullRequest(tree, plan, false);
  await host.ensurePullRequest(tree, plan, true);
  // A crash after the branch: it is there, and has no pull request yet.
  await github.failNext(1, { status: 502, route: "POST .*/pulls$" });
  const second = planFor("r-0000000002");
  await host.ensurePullRequest(tree, second, true).catch(() => undefined);
  await host.ensurePullRequest(tree, second, true);
  await host.ensureCheckRun(repository, checkOf(pull.headSha, 0), false);
  await host.ensureCheckRun(repository, checkOf(pull.headSha, 0), true);
  await host.ensureCheckRun(repository, checkOf(pull.headSha, 120), true);
  await host.listOpenPullRequests(repository);
  await github.review("mona", pull.number, "APPROVE");
  await host.listReviews(repository, pull.number);
  const merge = { title: plan.title, message: "Why.\n\nCauseway-Request: r-0000000001" };
  await host.mergePullRequest(repository, pull.number, { headSha: tree.commitSha, ...merge });
  await host.mergePullRequest(repository, pull.number, { headSha: pull.headSha, ...merge });
  await host.mergePullRequest(repository, pull.number, { headSha: pull.headSha, ...merge });
  const { mergeCommitSha = "" } = await host.readPullRequest(repository, pull.number);
  await host.contains(repository, mergeCommitSha, tree.commitSha);
  await host.contains(repository, tree.commitSha, mergeCommitSha);
  await host.contains(repository, pull.headSha, mergeCommitSha);
  await host.contains(repository, mergeCommitSha, "f".repeat(40));
  await host.deleteBranch(repository, plan.branch);
  await host.deleteBranch(repository, plan.branch);
  await host.readDefaultBranch(repository);
}

/** Two that change the same lines. */
async function playConflict(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  const files = { "claims/a/old.yaml": "kind: Database\nsize: 2\n" };
  const title = "Make it larger";
  const number = await github.openPullRequest("hubot", { branch: "larger", title, files });
  await github.pushFiles("mona", { "claims/a/old.yaml": "kind: Database\nsize: 3\n" });
  const { headSha } = await host.readPullRequest(repository, number);
  await host.mergePullRequest(repository, number, { headSha, title, message: "" });
  await github.closePullRequest("hubot", number);
  await github.reopenPullRequest("hubot", number);
  await host.closePullRequest(repository, number);
}

/** A pull request by hand with files added, changed and removed. */
async function playReview(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  const number = await github.openPullRequest("hubot", {
    branch: "by-hand",
    title: "By hand",
    files: { "claims/a/new.yaml": "kind: Queue\n", "platform.yaml": "kind: Platform\nx: 1\n" },
  });
  await github.deleteFiles("hubot", ["claims/a/old.yaml"], "by-hand");
  const pull = await host.readPullRequest(repository, number);
  await host.readChange(repository, pull);
  await host.ensureCheckRun(repository, checkOf(pull.headSha, 2), true);
  const marker = "<!-- causeway:suggestion=1 -->";
  const body = `Why.\n\n\`\`\`suggestion\nkind: Topic\n\`\`\`\n\n${marker}`;
  const suggestion = { marker, body, path: "claims/a/new.yaml", startLine: 1, endLine: 1 };
  const longer = { ...suggestion, marker: "<!-- causeway:suggestion=2 -->", endLine: 2 };
  const elsewhere = { ...suggestion, marker: "<!-- causeway:suggestion=3 -->", path: "x.yaml" };
  await host.ensureSuggestions(repository, pull, [suggestion, longer, elsewhere]);
  await host.ensureSuggestions(repository, pull, [suggestion]);
  const [run] = await github.checkRuns(pull.headSha);
  if (run === undefined) throw new Error("The check run is not there.");
  await github.rerunCheck("hubot", run.id);
  await github.review("mona", number, "REQUEST_CHANGES");
  await github.dismissReview("mona", number, "mona");
  await host.isTeamMember("myorg/my-team", "octocat");
  await host.isTeamMember("myorg/my-team", "stranger");
  await host.isTeamMember("myorg/no-such-team", "octocat");
  await host.canWrite(repository, "octocat");
  await host.canWrite(repository, "stranger");
  await github.deleteBranch("hubot", "by-hand");
}

/** An issue form: one comment edited in place, then closed. */
async function playIssue(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  const number = await github.openIssue("octocat", { title: "new-db: a", body: "### Name\n\na" });
  await github.editIssue("octocat", number, { body: "### Name\n\nb" });
  await host.readIssue(repository, number);
  const marker = "<!-- causeway:report=r-0000000003 -->";
  const knownId = await host.ensureComment(repository, number, { marker, body: "One" });
  await host.ensureComment(repository, number, { marker, body: "Two", knownId });
  await host.ensureComment(repository, number, { marker, body: "Three" });
  await host.react(repository, knownId, "eyes");
  await host.react(repository, knownId, "eyes");
  await github.deleteComment("octocat", Number(knownId));
  await host.ensureComment(repository, number, { marker, body: "Four", knownId });
  await host.closeIssue(repository, number, "completed");
}

/** One commit into two environments, each with the statuses of a delivery; what is said twice is said once. */
async function playDeployments(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  const { commitSha: sha } = await host.readDefaultBranch(repository);
  await github.pushFiles("mona", { "claims/a/later.yaml": "kind: Database\n" });
  const { commitSha: later } = await host.readDefaultBranch(repository);
  for (const environment of ["dev", "production"]) {
    const plan = {
      environment,
      sha,
      description: "checkout 1.4.2",
      marker: "r-0000000004",
      production: environment === "production",
      transient: false,
    };
    const id = await host.ensureDeployment(repository, plan);
    await host.ensureDeployment(repository, plan);
    const running = { state: "in_progress", description: "Argo CD is syncing it." } as const;
    await host.ensureDeploymentStatus(repository, id, running);
    await host.ensureDeploymentStatus(repository, id, running);
    const done = {
      state: "success",
      description: "It runs and is healthy.",
      logUrl: "https://argocd.example.com/applications/checkout",
      environmentUrl: "https://checkout.example.com",
    } as const;
    await host.ensureDeploymentStatus(repository, id, done);
    const next = await host.ensureDeployment(repository, { ...plan, sha: later });
    await host.ensureDeploymentStatus(repository, next, done);
  }
  const gone = { state: "failure", description: "" } as const;
  await host.ensureDeploymentStatus(repository, 999_999, gone).catch(() => undefined);
  const plan = { environment: "dev", sha: "f".repeat(40), description: "", marker: "r" };
  await host
    .ensureDeployment(repository, { ...plan, production: false, transient: false })
    .catch(() => undefined);
}

async function playDeliveries(host: RepositoryHost, github: RunningGitHub): Promise<void> {
  await github.dropWebhooks(true);
  await github.openIssue("octocat", { title: lostTitle, body: "" });
  await github.dropWebhooks(false);
  const missed = (await host.listHookDeliveries(new Date(0))).find(
    ({ statusCode }) => statusCode !== 200,
  );
  if (missed === undefined) throw new Error("The delivery that failed is not listed.");
  await host.redeliver(missed.id);
}

function planFor(id: string): PullRequestPlan {
  const path = `claims/my-team/${id}.yaml`;
  return {
    branch: `causeway/${id}`,
    title: `Add the database ${id}`,
    body: `A database.\n\n<!-- causeway:request=${id} -->`,
    commitMessage: `Add the database ${id}\n\nCauseway-Request: ${id}`,
    files: [{ path, content: `kind: Database\nmetadata:\n  name: ${id}\n` }],
  };
}

function checkOf(headSha: string, count: number): CheckRunPlan {
  return {
    name: "causeway/guardrails",
    headSha,
    conclusion: count === 0 ? "success" : "failure",
    title: count === 0 ? "Nothing is denied" : `${count} problems`,
    summary: "What was looked at.",
    annotations: Array.from({ length: count }, (_, index) => ({
      path: "claims/a/old.yaml",
      startLine: index + 1,
      endLine: index + 1,
      ...(index % 2 === 0 ? { startColumn: 1, endColumn: 5 } : {}),
      level: "failure",
      title: "no",
      message: `line ${index + 1}`,
    })),
  };
}
