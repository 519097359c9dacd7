import type { Logger } from "../../src/domain/ports/logger.ts";

/** A logger that keeps what it is told. */
export class FakeLogger implements Logger {
  readonly lines: { readonly level: string; readonly fields: unknown; readonly message: string }[] =
    [];

  debug(fields: unknown, message: string): void {
    this.lines.push({ level: "debug", fields, message });
  }

  info(fields: unknown, message: string): void {
    this.lines.push({ level: "info", fields, message });
  }

  warn(fields: unknown, message: string): void {
    this.lines.push({ level: "warn", fields, message });
  }

  error(fields: unknown, message: string): void {
    this.lines.push({ level: "error", fields, message });
  }

  child(): Logger {
    return this;
  }
}
