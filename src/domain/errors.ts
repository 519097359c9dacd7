/**
 * Trying again can't help: a person must change something. Everything else that is thrown is tried again.
 * The message is for people and says what would help.
 */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** Something answered "too many requests": try again, not before `retryAfterSeconds`. */
export class RateLimitedError extends Error {
  override readonly name = "RateLimitedError";
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
