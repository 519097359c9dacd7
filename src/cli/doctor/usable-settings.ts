import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readSettings } from "../../config/environment.ts";
import type { Settings } from "../../config/settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment gives, as far as it can be used. */
export interface UsableSettings {
  readonly problems: readonly { readonly variable: string; readonly message: string }[];
  /** With stand-ins for what is missing or wrong. */
  readonly settings: Settings | undefined;
  /** Whether a variable's own value can be used; true for one that is not set and need not be. */
  readonly isUsable: (variable: string) => boolean;
}

/**
 * Reads the settings as `causeway serve` does. Where some can't be used, reads them again with stand-ins for those, so
 * that the rest can be looked at. Paths are taken from `cwd`.
 */
export function readUsableSettings(environment: Environment, cwd: string): UsableSettings {
  const readTextFile = (path: string): string => readFileSync(resolve(cwd, path), "utf8");
  const read = readSettings(environment, readTextFile);
  if (read.kind === "ok") return { problems: [], settings: read.settings, isUsable: () => true };
  const { problems } = read;
  const wrong = new Set(problems.map(({ variable }) => variable));
  const again = readSettings(withStandIns(environment, wrong), readTextFile);
  return {
    problems,
    settings: again.kind === "ok" ? again.settings : undefined,
    isUsable: (variable) => !wrong.has(variable),
  };
}

function withStandIns(environment: Environment, wrong: ReadonlySet<string>): Environment {
  const rest = Object.entries(environment).filter(([name]) => !wrong.has(name));
  const standIns = Object.entries(required).filter(([name]) => wrong.has(name));
  const patched = {
    ...Object.fromEntries(rest),
    ...Object.fromEntries(standIns.map(([name, make]) => [name, make()])),
  };
  const key =
    wrong.has("PRIVATE_KEY") || wrong.has("PRIVATE_KEY_PATH")
      ? { PRIVATE_KEY: newKey(), PRIVATE_KEY_PATH: undefined }
      : {};
  return { ...patched, ...key, ...slackStandIns(wrong) };
}

const required: Readonly<Record<string, () => string>> = {
  CAUSEWAY_CONFIG_REPOSITORY: () => "stand-in/stand-in",
  APP_ID: () => "1",
  WEBHOOK_SECRET: () => "stand-in-for-the-secret",
};

/** Without a bot token nothing of Slack can be looked at; with it, the token can, however Slack reaches us. */
function slackStandIns(wrong: ReadonlySet<string>): Environment {
  if (wrong.has("SLACK_BOT_TOKEN"))
    return { SLACK_BOT_TOKEN: "", SLACK_SIGNING_SECRET: "", SLACK_APP_TOKEN: "" };
  return wrong.has("SLACK_SIGNING_SECRET") || wrong.has("SLACK_APP_TOKEN")
    ? { SLACK_SIGNING_SECRET: "stand-in-for-the-secret" }
    : {};
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
