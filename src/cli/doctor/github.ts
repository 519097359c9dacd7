import type { Settings } from "../../config/settings.ts";
import { githubFindings, type GitHubFacts } from "../../doctor/github-findings.ts";
import type { Finding } from "../../doctor/finding.ts";
import { repositoryName } from "../../domain/repository.ts";
import { createGitHubInspector, githubRefusal } from "../../github/inspection.ts";
import { redeliverableMs } from "../../plan/missed-deliveries.ts";
import { operations, permissionsOf } from "../../github/operations.ts";
import { handledEvents } from "../../handlers/events.ts";
import { webhookPath } from "../../web/server.ts";
import { ask } from "./ask.ts";
import { silentLog } from "./silent-log.ts";

/** Asks GitHub about the App and its installation; about the repository only when it is known. */
export async function examineGitHub(
  settings: Settings,
  options: { readonly repositoryIsKnown: boolean; readonly timeoutMs: number },
): Promise<{ readonly facts: GitHubFacts; readonly findings: readonly Finding[] }> {
  const { configurationRepository: repository, github } = settings;
  const facts = await readFacts(settings, options);
  const findings = githubFindings(facts, {
    needed: { permissions: permissionsOf(Object.values(operations)), events: handledEvents },
    apiUrl: github.apiUrl,
    webUrl: github.webUrl,
    repository: options.repositoryIsKnown ? repositoryName(repository) : undefined,
    webhookPath,
  });
  return { facts, findings };
}

async function readFacts(
  settings: Settings,
  { repositoryIsKnown, timeoutMs }: Parameters<typeof examineGitHub>[1],
): Promise<GitHubFacts> {
  const { configurationRepository: repository, github } = settings;
  const { appId, privateKey, apiUrl } = github;
  const inspector = createGitHubInspector({
    appId,
    privateKey,
    apiUrl,
    // The client gives each read a second chance: both fit into the time, and nothing goes on after it.
    timeoutMs: timeoutMs / 2,
    log: silentLog,
  });
  const asked = <Value>(question: () => Promise<Value>) => ask(timeoutMs, githubRefusal, question);
  const app = await asked(() => inspector.app());
  if (app.kind !== "answered") return { app };
  const since = new Date(Date.now() - redeliverableMs);
  const [deliveries, place] = await Promise.all([
    asked(() => inspector.deliveries(since)),
    repositoryIsKnown ? readPlace() : {},
  ]);
  return { app, deliveries, ...place };

  async function readPlace(): Promise<Pick<GitHubFacts, "installation" | "repository">> {
    const installation = await asked(() => inspector.installation(repository));
    if (installation.kind !== "answered" || installation.value.suspended) return { installation };
    return { installation, repository: await asked(() => inspector.repository(repository)) };
  }
}
