import { ProbotOctokit } from "probot";
import { TerminalError } from "../domain/errors.ts";
import type { Clock } from "../domain/ports/clock.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { createLimiters, type RequestLimits } from "./throttle.ts";

/** Whose installation a call acts with. `repository` narrows the token to that one repository. */
export interface Scope {
  readonly owner: string;
  readonly repository?: string;
}

/** `owner/name`, or the owner alone. */
export function scopeName({ owner, repository }: Scope): string {
  return repository === undefined ? owner : `${owner}/${repository}`;
}

export interface OctokitOptions {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly limits: RequestLimits;
  /** How long GitHub may take to answer one call. */
  readonly timeoutMs: number;
  /** By default the machine's. */
  readonly clock?: Clock;
  readonly log: Logger;
}

type Limiters = ReturnType<typeof createLimiters>;

/**
 * One client for the App itself and one for each installation. Calls of the App's client carry its JSON web token;
 * calls of an installation's client carry the token that {@link Octokits.token} gives.
 */
export class Octokits {
  readonly app: ProbotOctokit;
  readonly #options: OctokitOptions;
  readonly #limiters: Limiters;
  readonly #installations = new Map<number, ProbotOctokit>();

  constructor(options: OctokitOptions) {
    this.#options = options;
    this.#limiters = createLimiters(options.limits);
    this.app = new ProbotOctokit({
      ...this.#common("app"),
      auth: { appId: options.appId, privateKey: options.privateKey },
    });
  }

  of(installationId: number): ProbotOctokit {
    const known = this.#installations.get(installationId);
    if (known !== undefined) return known;
    // The token is narrowed per call, which the App's authentication strategy can't do: it is given as a header.
    const octokit = new ProbotOctokit({
      ...this.#common(`installation-${installationId}`),
      authStrategy: undefined,
    });
    this.#installations.set(installationId, octokit);
    return octokit;
  }

  /** A token for the scope: cached for most of its hour, unless `refresh`. */
  async token(
    installationId: number,
    scope: Scope,
    refresh: boolean,
  ): Promise<{ readonly value: string; readonly createdAt: number }> {
    const answer: unknown = await this.app.auth({
      type: "installation",
      installationId,
      refresh,
      ...(scope.repository === undefined ? {} : { repositoryNames: [scope.repository] }),
    });
    if (!isToken(answer)) throw new TerminalError("GitHub gave no installation token.");
    return { value: answer.token, createdAt: Date.parse(answer.createdAt) };
  }

  #common(id: string) {
    const { apiUrl, log, timeoutMs } = this.#options;
    // The time is taken from when a call leaves, not from when it began to wait for its turn.
    const timed: typeof fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return {
      request: { fetch: timed },
      baseUrl: apiUrl,
      userAgent: "causeway",
      log: quietLog(log),
      // A limit that is hit is told to the caller, who can wait without holding anything.
      throttle: {
        ...this.#limiters,
        id,
        onRateLimit: () => false,
        onSecondaryRateLimit: () => false,
      },
      // Who calls is tried again as a whole, from a durable queue: see the client for the one exception.
      retry: { enabled: false },
    };
  }
}

function isToken(value: unknown): value is { readonly token: string; readonly createdAt: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "token" in value &&
    typeof value.token === "string" &&
    "createdAt" in value &&
    typeof value.createdAt === "string"
  );
}

/** Octokit's own words, at debug level: the client logs each call and its end itself. */
function quietLog(log: Logger) {
  const say = (message: unknown): void => log.debug({ from: "octokit" }, String(message));
  return { debug: () => undefined, info: say, warn: say, error: say };
}
