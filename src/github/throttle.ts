import Bottleneck from "bottleneck";

/** How much is asked of GitHub, per installation. GitHub Enterprise Server may allow more, or have no limits. */
export interface RequestLimits {
  /** Requests under way at once. GitHub allows 100 for the App and its user together. */
  readonly concurrent: number;
  /** Writing requests a minute. GitHub counts 5 points for each and allows 900 points a minute. */
  readonly writesPerMinute: number;
  /** Requests a minute that make content people are told of. GitHub allows 80. */
  readonly contentPerMinute: number;
}

/** Below what "Rate limits for the REST API" in GitHub's documentation allows, with room for reads. */
export const githubLimits: RequestLimits = {
  concurrent: 20,
  writesPerMinute: 150,
  contentPerMinute: 75,
};

/** Limits for a GitHub that allows this many writing requests a minute; half of them may make content. */
export function limitsFor(writesPerMinute: number): RequestLimits {
  return {
    ...githubLimits,
    writesPerMinute,
    contentPerMinute: Math.ceil(writesPerMinute / 2),
  };
}

/**
 * The limiters of @octokit/plugin-throttling. Its own let one write a second go, which makes a request's six calls
 * take nine seconds; GitHub's limits are per minute, so these let a burst go at once and hold the minute.
 */
export function createLimiters(limits: RequestLimits) {
  return {
    global: new Bottleneck.Group({ maxConcurrent: limits.concurrent }),
    write: new Bottleneck.Group(perMinute(limits.writesPerMinute)),
    notifications: new Bottleneck.Group(perMinute(limits.contentPerMinute)),
  };
}

function perMinute(amount: number): Bottleneck.ConstructorOptions {
  return {
    reservoir: amount,
    reservoirRefreshAmount: amount,
    reservoirRefreshInterval: 60_000,
  };
}
