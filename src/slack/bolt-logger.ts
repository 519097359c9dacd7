import { LogLevel } from "@slack/bolt";
import type { Logger as SlackLogger } from "@slack/web-api";
import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";

/**
 * Bolt's and the Web API client's log, in ours. Their debug lines hold whole requests, tokens and all, so those are
 * dropped, and of errors only the message is kept.
 */
export function boltLogger(log: Logger): SlackLogger {
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => log.debug(fields(parts), "slack library"),
    warn: (...parts: unknown[]) => log.warn(fields(parts), "slack library"),
    error: (...parts: unknown[]) => log.error(fields(parts), "slack library"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function fields(parts: readonly unknown[]): { readonly detail: string } {
  return { detail: parts.map(errorMessage).join(" ") };
}
