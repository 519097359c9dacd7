import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Answer } from "./rich-text.ts";

/** Answers the person who pressed a button, where only they see it. */
export type AnswerPress = (responseUrl: string | undefined, answer: Answer) => Promise<void>;

const timeoutMs = 5_000;

/**
 * Sends answers to Slack's response URLs (docs.slack.dev/interactivity/handling-user-interaction), and nowhere else:
 * `apiUrl` is another Slack than slack.com, for tests and the demo. An answer that does not arrive is logged: what was
 * decided is stored already.
 */
export function createAnswerPress(
  settings: { readonly apiUrl?: string },
  log: Logger,
): AnswerPress {
  const origin =
    settings.apiUrl === undefined ? "https://hooks.slack.com" : new URL(settings.apiUrl).origin;
  return async (responseUrl, answer) => {
    if (responseUrl === undefined || !URL.canParse(responseUrl)) return;
    if (new URL(responseUrl).origin !== origin) return;
    try {
      const response = await fetch(responseUrl, {
        method: "POST",
        redirect: "error",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...answer }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.text();
      if (!response.ok) log.warn({ status: response.status }, "Slack did not take an answer");
    } catch (error) {
      log.warn({ error: errorMessage(error) }, "Slack did not take an answer");
    }
  };
}
