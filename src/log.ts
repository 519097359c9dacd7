import { pino, type DestinationStream } from "pino";
import type { Logger } from "./domain/ports/logger.ts";

/** Names of fields that may hold a secret wherever they stand: their values are never written. */
const secretFields = [
  "token",
  "password",
  "secret",
  "privateKey",
  "authorization",
  "signingSecret",
  "botToken",
  "appToken",
];

/** Structured logs, one JSON object a line, on standard output unless a destination is given. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
