import type { Logger } from "../../domain/ports/logger.ts";

/** The doctor says itself what it found: the adapters' log lines would stand between. */
export const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
