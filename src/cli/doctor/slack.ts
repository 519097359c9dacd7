import type { SlackSettings } from "../../config/settings.ts";
import type { Finding } from "../../doctor/finding.ts";
import { slackFindings } from "../../doctor/slack-findings.ts";
import { createSlackInspector, slackRefusal } from "../../slack/inspection.ts";
import { ask } from "./ask.ts";
import { silentLog } from "./silent-log.ts";

/** Asks Slack about the tokens. */
export async function examineSlack(
  settings: SlackSettings,
  scopes: readonly string[],
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const inspector = createSlackInspector(settings.apiUrl, { timeoutMs, log: silentLog });
  const question = { scopes, apiUrl: settings.apiUrl };
  const bot = ask(timeoutMs, slackRefusal, () => inspector.bot(settings.botToken));
  if (!("appToken" in settings)) return slackFindings({ bot: await bot }, question);
  const socket = ask(timeoutMs, slackRefusal, () => inspector.socket(settings.appToken));
  return slackFindings({ bot: await bot, socket: await socket }, question);
}
