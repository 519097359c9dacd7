import { resolve, delimiter } from "node:path";
import { listVariables } from "../config/variables.ts";
import { clusterNotWanted } from "../doctor/cluster-findings.ts";
import { databaseNotChecked } from "../doctor/database-findings.ts";
import { findingsOf, type Area, type Finding } from "../doctor/finding.ts";
import { githubNotChecked, type GitHubFacts } from "../doctor/github-findings.ts";
import { secretHider } from "../doctor/hide-secrets.ts";
import { linkFinding } from "../doctor/link-finding.ts";
import { findingsAsText } from "../doctor/report-text.ts";
import { settingsFindings } from "../doctor/settings-findings.ts";
import { slackNotChecked, slackNotSetUp } from "../doctor/slack-findings.ts";
import { errorMessage } from "../domain/errors.ts";
import { requiredScopes, requiredScopesWithEmails } from "../slack/scopes.ts";
import { examineCluster, examineClusters } from "./doctor/cluster.ts";
import { examineConfiguration, unexaminedConfiguration } from "./doctor/configuration.ts";
import { examineDatabase } from "./doctor/database.ts";
import { examineGitHub } from "./doctor/github.ts";
import { examineSlack } from "./doctor/slack.ts";
import { readUsableSettings, type UsableSettings } from "./doctor/usable-settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface DoctorIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly cwd: string;
}

/** How long answers are waited for, in milliseconds. */
interface Patience {
  /** Of a service to one question. */
  readonly answerMs: number;
  /** Of GitHub to the many questions that the files of the configuration are. */
  readonly configurationMs: number;
}

const usualPatience: Patience = { answerMs: 5_000, configurationMs: 20_000 };

/**
 * `causeway doctor`: looks at everything that an installation needs, by reading alone, and prints a line for each
 * finding with what mends it. Returns the exit status: 0 when nothing failed, 1 when something did.
 */
export async function runDoctor(
  environment: Environment,
  io: DoctorIo,
  patience: Patience = usualPatience,
): Promise<number> {
  const usable = readUsableSettings(environment, io.cwd);
  const findings = [
    ...settingsFindings(usable.problems),
    ...(await examineServices({ usable, environment, cwd: io.cwd, ...patience })),
  ];
  const secrets = listVariables().flatMap(({ name, secret }) => {
    const value = secret ? environment[name] : undefined;
    return value === undefined ? [] : [value];
  });
  io.stdout.write(secretHider(secrets)(findingsAsText(findings)));
  return findings.some(({ state }) => state === "failure") ? 1 : 0;
}

interface Visit extends Patience {
  readonly usable: UsableSettings;
  readonly environment: Environment;
  readonly cwd: string;
}

/** Each service on its own, so that a dead one hides no other. */
async function examineServices(visit: Visit): Promise<readonly Finding[]> {
  const { usable, environment, cwd, answerMs, configurationMs } = visit;
  const github = guarded("GitHub", () => githubOf(visit), { findings: [], facts: undefined });
  const configuration = guarded(
    "configuration",
    async () => {
      const { settings } = usable;
      const { facts } = await github;
      return settings === undefined || facts === undefined
        ? unexaminedConfiguration
        : examineConfiguration(settings, facts, configurationMs);
    },
    unexaminedConfiguration,
  );
  const cluster = guarded(
    "cluster",
    async () => {
      const { catalog } = await configuration;
      if (usable.settings?.cluster.kind === "none") return { findings: [clusterNotWanted()] };
      const paths = kubeConfigPaths(environment, cwd);
      const contexts = usable.settings?.cluster.contexts;
      const asked = { paths, catalog, timeoutMs: answerMs };
      const findings =
        contexts === undefined ? examineCluster(asked) : examineClusters(contexts, asked);
      return { findings: await findings };
    },
    { findings: [] },
  );
  const slack = guarded("Slack", () => slackOf(visit), { findings: [] });
  const database = guarded("database", () => databaseOf(visit), { findings: [] });
  const inOrder = await Promise.all([github, slack, database, configuration, cluster]);
  return inOrder.flatMap(({ findings }) => findings);
}

async function githubOf({ usable, answerMs }: Visit): Promise<{
  readonly findings: readonly Finding[];
  readonly facts: GitHubFacts | undefined;
}> {
  const { settings, isUsable } = usable;
  const known = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "GITHUB_API_URL"].every(isUsable);
  if (settings === undefined || !known) return { findings: [githubNotChecked()], facts: undefined };
  const repositoryIsKnown = isUsable("CAUSEWAY_CONFIG_REPOSITORY");
  return examineGitHub(settings, { repositoryIsKnown, timeoutMs: answerMs });
}

async function slackOf({ usable, answerMs }: Visit) {
  const { settings, isUsable } = usable;
  if (!isUsable("SLACK_BOT_TOKEN") || !isUsable("SLACK_API_URL") || settings === undefined)
    return { findings: [slackNotChecked()] };
  if (settings.slack === undefined) return { findings: [slackNotSetUp()] };
  const { github, server } = settings;
  const link = linkFinding({
    GITHUB_CLIENT_ID: github.signIn !== undefined,
    GITHUB_CLIENT_SECRET: github.signIn !== undefined,
    CAUSEWAY_PUBLIC_URL: server.publicUrl !== undefined,
  });
  const scopes = settings.matchSamlEmails ? requiredScopesWithEmails() : requiredScopes();
  const findings = await examineSlack(settings.slack, scopes, answerMs);
  return { findings: [...findings, link] };
}

async function databaseOf({ usable, cwd, answerMs }: Visit) {
  const { settings, isUsable } = usable;
  if (!isUsable("DATABASE_URL") || settings === undefined)
    return { findings: [databaseNotChecked()] };
  return { findings: await examineDatabase(settings.store, { cwd, timeoutMs: answerMs }) };
}

/** As kubectl reads it: one or more files. */
function kubeConfigPaths(environment: Environment, cwd: string): string | undefined {
  const paths = environment["KUBECONFIG"]?.split(delimiter).filter((path) => path !== "") ?? [];
  return paths.length === 0 ? undefined : paths.map((path) => resolve(cwd, path)).join(delimiter);
}

/** A defect in one look is told and hides no other look. */
async function guarded<Result extends { readonly findings: readonly Finding[] }>(
  area: Area,
  look: () => Promise<Result>,
  otherwise: Result,
): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    const finding = findingsOf(area).failure(
      "probe-failed",
      `This could not be looked at: ${errorMessage(error)}`,
      "This is a defect in Causeway: please report it with this line.",
    );
    return { ...otherwise, findings: [finding] };
  }
}
