import { readFileSync } from "node:fs";
import { parseRepositoryName, repositoryName } from "../domain/repository.ts";
import { EnvironmentReader, type Environment, type VariableProblem } from "./environment-reader.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { parsePrivateKey } from "./private-key.ts";
import {
  logLevels,
  type ClusterSettings,
  type GitHubSettings,
  type LogLevel,
  type NamedContext,
  type ServerSettings,
  type Settings,
  type SignInSettings,
  type SlackSettings,
  type StoreSettings,
  type TimingSettings,
} from "./settings.ts";
import { listVariables, variables, type VariableName } from "./variables.ts";

/** What became of the environment: settings with every default filled in, or everything that is wrong with it. */
export type ReadSettings =
  | { readonly kind: "ok"; readonly settings: Settings }
  | { readonly kind: "broken"; readonly problems: readonly VariableProblem[] };

/** Reads a small file as text; throws when it can't. */
export type ReadTextFile = (path: string) => string;

/**
 * Reads all settings from environment variables (docs/configuration.md). Never throws and never shows a secret.
 * The one effect is reading the file that PRIVATE_KEY_PATH names, through `readTextFile`.
 */
export function readSettings(
  environment: Environment,
  readTextFile: ReadTextFile = (path) => readFileSync(path, "utf8"),
): ReadSettings {
  const reader = new EnvironmentReader(environment);
  const server = readServer(reader);
  const configurationRepository = reader.required(
    "CAUSEWAY_CONFIG_REPOSITORY",
    parseRepositoryName,
  );
  const github = readGitHub(reader, readTextFile);
  const slack = readSlack(reader);
  const store = readStore(reader);
  const cluster = readCluster(reader);
  const timing = readTiming(reader);
  const matchSamlEmails = readMatchSamlEmails(reader, slack);
  findMisspelt(environment, reader);
  if (!configurationRepository || !github || reader.problems.length > 0)
    return { kind: "broken", problems: reader.problems };
  const repositoryUrl = `${github.webUrl}/${repositoryName(configurationRepository)}`;
  const where = { configurationRepository, repositoryUrl };
  const settings = { server, ...where, github, matchSamlEmails, store, cluster, timing };
  return { kind: "ok", settings: slack === undefined ? settings : { ...settings, slack } };
}

function readServer(reader: EnvironmentReader): ServerSettings {
  const publicUrl = reader.optional("CAUSEWAY_PUBLIC_URL", toUrl);
  return {
    port: reader.integer("PORT", { least: 0, most: 65_535, otherwise: 3_000 }),
    host:
      reader.optional("HOST", (text) => (/^[\w.:%-]+$/.test(text) ? text : undefined)) ?? "0.0.0.0",
    ...(publicUrl === undefined ? {} : { publicUrl }),
    logLevel: reader.optional("LOG_LEVEL", toLogLevel) ?? "info",
  };
}

function readTiming(reader: EnvironmentReader): TimingSettings {
  const seconds = (name: VariableName, least: number, most: number, otherwise: number): number =>
    reader.integer(name, { least, most, otherwise });
  return {
    settleSeconds: seconds("CAUSEWAY_SETTLE_SECONDS", 0, 3_600, 30),
    deadlineSeconds: seconds("CAUSEWAY_DEADLINE_SECONDS", 60, 86_400, 3_600),
    sweepSeconds: seconds("CAUSEWAY_SWEEP_SECONDS", 10, 86_400, 300),
    shutdownSeconds: seconds("CAUSEWAY_SHUTDOWN_SECONDS", 1, 600, 20),
  };
}

function readGitHub(
  reader: EnvironmentReader,
  readTextFile: ReadTextFile,
): GitHubSettings | undefined {
  const appId = reader.required("APP_ID", (text) =>
    /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined,
  );
  const privateKey = readPrivateKey(reader, readTextFile);
  const webhookSecret = reader.required("WEBHOOK_SECRET", (text) =>
    text.length >= 16 ? text : undefined,
  );
  const apiUrl = reader.optional("GITHUB_API_URL", toUrl) ?? "https://api.github.com";
  const webUrl = reader.optional("CAUSEWAY_GITHUB_WEB_URL", toUrl) ?? toWebUrl(apiUrl);
  const writesPerMinute = reader.integer("CAUSEWAY_GITHUB_WRITES_PER_MINUTE", {
    least: 10,
    most: 100_000,
    otherwise: 150,
  });
  const signIn = readSignIn(reader);
  if (!appId || !privateKey || !webhookSecret) return undefined;
  const github = { appId, privateKey, webhookSecret, apiUrl, webUrl, writesPerMinute };
  return signIn === undefined ? github : { ...github, signIn };
}

function readSignIn(reader: EnvironmentReader): SignInSettings | undefined {
  const clientId = reader.optional("GITHUB_CLIENT_ID", (text) =>
    /^[A-Za-z0-9._-]{8,100}$/.test(text) ? text : undefined,
  );
  const clientSecret = reader.optional("GITHUB_CLIENT_SECRET", (text) =>
    /^\S{20,}$/.test(text) ? text : undefined,
  );
  const linkDays = reader.integer("CAUSEWAY_LINK_DAYS", { least: 1, most: 365, otherwise: 90 });
  const hasId = reader.value("GITHUB_CLIENT_ID") !== undefined;
  const hasSecret = reader.value("GITHUB_CLIENT_SECRET") !== undefined;
  if (hasId && !hasSecret) reader.missing("GITHUB_CLIENT_SECRET", ", but GITHUB_CLIENT_ID is");
  if (hasSecret && !hasId) reader.missing("GITHUB_CLIENT_ID", ", but GITHUB_CLIENT_SECRET is");
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { clientId, clientSecret, linkDays };
}

function readPrivateKey(reader: EnvironmentReader, readTextFile: ReadTextFile): string | undefined {
  const path = reader.value("PRIVATE_KEY_PATH");
  const inline = reader.value("PRIVATE_KEY");
  if (path !== undefined && inline !== undefined) {
    reader.add("PRIVATE_KEY", "PRIVATE_KEY and PRIVATE_KEY_PATH are both set. Set one of the two.");
    return undefined;
  }
  const variable = path === undefined ? "PRIVATE_KEY" : "PRIVATE_KEY_PATH";
  const text = path === undefined ? inline : readKeyFile(reader, path, readTextFile);
  if (text === undefined) {
    if (path === undefined) reader.missing("PRIVATE_KEY", ", and neither is PRIVATE_KEY_PATH");
    return undefined;
  }
  const parsed = parsePrivateKey(text);
  if (parsed.kind === "key") return parsed.pem;
  reader.add(variable, `${variable} must be ${variables[variable].expected}: ${parsed.reason}.`);
  return undefined;
}

function readKeyFile(
  reader: EnvironmentReader,
  path: string,
  readTextFile: ReadTextFile,
): string | undefined {
  try {
    return readTextFile(path);
  } catch {
    const message = `PRIVATE_KEY_PATH names "${path}", which can't be read. Check that the file is there and that this process may read it.`;
    reader.add("PRIVATE_KEY_PATH", message);
    return undefined;
  }
}

function readSlack(reader: EnvironmentReader): SlackSettings | undefined {
  const botToken = reader.optional("SLACK_BOT_TOKEN", (text) =>
    /^(?:xoxe\.)?xoxb-\S+$/.test(text) ? text : undefined,
  );
  const appToken = reader.optional("SLACK_APP_TOKEN", (text) =>
    /^xapp-\S+$/.test(text) ? text : undefined,
  );
  const signingSecret = reader.optional("SLACK_SIGNING_SECRET", (text) =>
    /^(?!xox|xapp)\S{8,}$/.test(text) ? text : undefined,
  );
  const apiUrl = reader.optional("SLACK_API_URL", toUrl) ?? "https://slack.com/api";
  const hasBot = reader.value("SLACK_BOT_TOKEN") !== undefined;
  const hasConnection =
    reader.value("SLACK_APP_TOKEN") !== undefined ||
    reader.value("SLACK_SIGNING_SECRET") !== undefined;
  if (hasConnection && !hasBot)
    reader.missing("SLACK_BOT_TOKEN", ", but other Slack variables are");
  if (hasBot && !hasConnection) {
    const message =
      ", but SLACK_BOT_TOKEN is. Set this one, or SLACK_APP_TOKEN (xapp-…) for Socket Mode";
    reader.missing("SLACK_SIGNING_SECRET", message);
  }
  if (botToken === undefined) return undefined;
  const slack = { botToken, apiUrl: `${apiUrl}/` };
  if (appToken !== undefined) return { ...slack, appToken };
  return signingSecret === undefined ? undefined : { ...slack, signingSecret };
}

function readMatchSamlEmails(reader: EnvironmentReader, slack: SlackSettings | undefined): boolean {
  const name = "CAUSEWAY_MATCH_SAML_EMAILS";
  const wanted = reader.optional(name, (text) =>
    text === "true" || text === "false" ? { yes: text === "true" } : undefined,
  );
  if (wanted?.yes !== true) return false;
  if (slack !== undefined || reader.value("SLACK_BOT_TOKEN") !== undefined) return true;
  reader.add(name, `${name} is true, but Slack is not set up: set SLACK_BOT_TOKEN, or remove it.`);
  return false;
}

function readStore(reader: EnvironmentReader): StoreSettings {
  const databaseUrl = reader.optional("DATABASE_URL", (text) =>
    /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text) ? text : undefined,
  );
  const dataDirectory = reader.value("CAUSEWAY_DATA_DIR") ?? ".causeway";
  return databaseUrl === undefined ? { dataDirectory } : { databaseUrl, dataDirectory };
}

function readCluster(reader: EnvironmentReader): ClusterSettings {
  const kind = reader.optional("CAUSEWAY_CLUSTER", (text) =>
    text === "default" || text === "none" ? text : undefined,
  );
  const contexts = reader.optional("CAUSEWAY_CLUSTERS", toContexts);
  return { kind: kind ?? "default", ...(contexts === undefined ? {} : { contexts }) };
}

/** `management,eu=arn:aws:eks:…`: a name is what stands before `=`, or the context itself. */
function toContexts(text: string): readonly NamedContext[] | undefined {
  const contexts = text.split(",").map((entry) => {
    const [, name, context = ""] = /^\s*(?:([\w.-]+)=)?(\S+)\s*$/.exec(entry) ?? [];
    return { name: name ?? context, context };
  });
  const names = new Set(contexts.map(({ name }) => name));
  const isWhole = contexts.every(({ context }) => context !== "");
  return isWhole && names.size === contexts.length ? contexts : undefined;
}

/**
 * Only what is nearly one of ours is told: Kubernetes itself sets CAUSEWAY_PORT, CAUSEWAY_SERVICE_HOST and more for a
 * Service that is called causeway.
 */
function findMisspelt(environment: Environment, reader: EnvironmentReader): void {
  const known = listVariables().map(({ name }) => name);
  const foreign = /^CAUSEWAY_(?:.+_)?(?:SERVICE_|PORT(?:_|$))/;
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("CAUSEWAY_") || known.includes(name) || foreign.test(name)) continue;
    const near = nearestName(name, known);
    if (near !== undefined) reader.add(name, `There is no variable ${name}. Did you mean ${near}?`);
  }
}

function toLogLevel(text: string): LogLevel | undefined {
  return logLevels.find((level) => level === text.toLowerCase());
}

/** A URL without a slash at the end. Tokens travel to it: so https, except on this machine. */
function toUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.search !== "" || url.hash !== "") return undefined;
  const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) return undefined;
  return url.href.replace(/\/+$/, "");
}

/** GitHub's pages beside its API: github.com, a company's own server, or a ghe.com tenant. */
function toWebUrl(apiUrl: string): string {
  const url = new URL(apiUrl);
  const host = url.host.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, "");
  const path = url.pathname.replace(/\/api\/v3$/, "").replace(/\/$/, "");
  return `${url.protocol}//${host}${path}`;
}
