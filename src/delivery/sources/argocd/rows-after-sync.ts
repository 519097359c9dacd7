import { stringAt, valueAt, type JsonObject } from "../../../domain/json.ts";
import { entriesAt } from "../../entries-at.ts";
import { parseTime, recheckAt, unsettledUntil } from "../../time-limits.ts";
import type { Verdict } from "../../status-source.ts";
import { applicationCause, causeOf, type ApplicationFacts } from "./facts.ts";
import { orLate, shortRevision } from "../deployer.ts";
import type { Row } from "./rows-before-sync.ts";

/** Row 10. */
export const syncUnknown: Row = (facts) => {
  if (facts.syncStatus !== undefined && facts.syncStatus !== "Unknown") return undefined;
  return {
    state: "unknown",
    final: false,
    reasonCode: "UNKNOWN",
    message: `Argo CD does not know whether ${facts.title} is in sync.`,
  };
};

/** Rows 11 to 13. */
export const outOfSync: Row = (facts) => {
  if (facts.syncStatus !== "OutOfSync") return undefined;
  if (wasSynced(facts)) {
    if (hasOnlyLeftovers(facts)) return undefined;
    return isOlderThanSync(facts) ? waitRefresh(facts) : drifted(facts);
  }
  if (!isAutomated(facts)) {
    return {
      state: "needsManualSync",
      final: false,
      reasonCode: "NEEDS_MANUAL_SYNC",
      message: `${facts.title} has seen this commit but does not sync by itself: someone must sync it.`,
    };
  }
  return orLate(facts.question, {
    state: "waiting",
    final: false,
    reasonCode: "WAIT_SYNC",
    message: `${facts.title} has seen this commit and will sync it.`,
  });
};

function drifted(facts: ApplicationFacts): Verdict {
  const first = outOfSyncResources(facts).find((entry) => entry["requiresPruning"] !== true);
  const what = first === undefined ? "" : `: ${nameOf(first)} is different in the cluster`;
  return {
    state: "drifted",
    final: false,
    reasonCode: "DRIFTED",
    message: `${facts.title} was synced to this commit and is out of sync again${what}.`,
  };
}

/** Row 14: the operation ended after the last comparison, so what the status says of sync and health is old. */
export const notReconciled: Row = (facts) => {
  const finished = parseTime(facts.finishedAt);
  if (finished === undefined) return undefined;
  const reconciled = parseTime(stringAt(facts.application, ["status", "reconciledAt"]));
  return reconciled !== undefined && reconciled >= finished ? undefined : waitRefresh(facts);
};

function waitRefresh(facts: ApplicationFacts): Verdict {
  return {
    state: "waiting",
    final: false,
    reasonCode: "WAIT_REFRESH",
    message: `Argo CD has synced ${facts.title} and has not looked at the result yet.`,
  };
}

/**
 * Between the end of a sync and the next comparison the status still says OutOfSync. Times have whole seconds: a
 * comparison in the second in which the sync ended is taken to be from before.
 */
function isOlderThanSync(facts: ApplicationFacts): boolean {
  const finished = parseTime(facts.finishedAt);
  const reconciled = parseTime(stringAt(facts.application, ["status", "reconciledAt"]));
  return finished !== undefined && reconciled !== undefined && reconciled <= finished;
}

/** Row 15. */
export const healthy: Row = (facts) => {
  if (facts.health !== "Healthy") return undefined;
  const applied = wasSynced(facts);
  // Health can't have changed by a commit that changed nothing, so there is nothing to wait for.
  const unsettled = applied
    ? unsettledUntil(facts.question, healthyFrom(facts), settle(facts))
    : undefined;
  if (unsettled !== undefined) {
    return {
      state: "progressing",
      final: false,
      reasonCode: "SETTLING",
      message: `${facts.title} is synced and healthy; it must stay so for ${settle(facts)} s.`,
      ...recheckAt(unsettled),
    };
  }
  const leftovers = hasOnlyLeftovers(facts)
    ? " What it no longer needs was not pruned from the cluster."
    : "";
  if (!facts.isExact(facts.revision)) {
    return {
      state: "superseded",
      final: true,
      reasonCode: "SUPERSEDED",
      message: `${facts.title} runs ${shortRevision(facts.revision ?? "")}, a later commit that contains this one, and is healthy.${leftovers}`,
    };
  }
  return {
    state: "deployed",
    final: true,
    reasonCode: applied ? "APPLIED" : "NO_MANIFEST_CHANGE",
    message: applied
      ? `${facts.title} runs this commit and is healthy.${leftovers}`
      : `${facts.title} is at this commit, which changed nothing in it, and is healthy.${leftovers}`,
  };
};

/** Row 16. */
export const suspended: Row = (facts) => {
  if (facts.health !== "Suspended") return undefined;
  return {
    state: "paused",
    final: false,
    reasonCode: "PAUSED",
    message: `${facts.title} is synced and paused: it goes on when someone resumes it.`,
  };
};

/** Row 17. */
export const unhealthy: Row = (facts) => {
  if (facts.health !== "Degraded" && facts.health !== "Missing") return undefined;
  const since = parseTime(facts.healthSince) ?? parseTime(facts.finishedAt);
  const until = unsettledUntil(facts.question, since, settle(facts) * 3);
  const cause = healthCause(facts);
  if (until !== undefined) {
    return {
      state: "progressing",
      final: false,
      reasonCode: "SETTLING",
      message: `${facts.title} is synced and ${facts.health}; that may pass.`,
      cause,
      ...recheckAt(until),
    };
  }
  const started = parseTime(facts.startedAt);
  const changed = parseTime(facts.healthSince);
  const before =
    !wasSynced(facts) || (started !== undefined && changed !== undefined && changed < started);
  return {
    state: "unhealthy",
    final: true,
    reasonCode: before ? "UNHEALTHY_BEFORE" : "UNHEALTHY",
    message: `${facts.title} is synced to this commit and is ${facts.health}${before ? ", as it was already before this sync" : ""}.`,
    cause,
  };
};

/** Row 18. */
export const progressing: Row = (facts) => {
  if (facts.health !== "Progressing") return undefined;
  return orLate(
    facts.question,
    {
      state: "progressing",
      final: false,
      reasonCode: "PROGRESSING",
      message: `${facts.title} is synced to this commit and is starting.`,
    },
    parseTime(facts.finishedAt),
  );
};

/** After all rows: health that is absent or that Argo CD calls Unknown. */
export const healthUnknown = (facts: ApplicationFacts): Verdict => ({
  state: "unknown",
  final: false,
  reasonCode: "HEALTH_UNKNOWN",
  message: `${facts.title} is synced to this commit; Argo CD does not know its health.`,
});

function settle(facts: ApplicationFacts): number {
  return facts.question.settings.settleSeconds;
}

/** Whether the last operation applied a revision with our commit. */
function wasSynced(facts: ApplicationFacts): boolean {
  return facts.phase === "Succeeded" && facts.contains(facts.operationRevision);
}

function healthyFrom(facts: ApplicationFacts): number | undefined {
  const times = [parseTime(facts.healthSince), parseTime(facts.finishedAt)];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function outOfSyncResources(facts: ApplicationFacts): readonly JsonObject[] {
  return entriesAt(facts.application, ["status", "resources"]).filter(
    (entry) => stringAt(entry, ["status"]) === "OutOfSync",
  );
}

function hasOnlyLeftovers(facts: ApplicationFacts): boolean {
  if (facts.syncStatus !== "OutOfSync") return false;
  const resources = outOfSyncResources(facts);
  return resources.length > 0 && resources.every((entry) => entry["requiresPruning"] === true);
}

/** `automated` without `enabled: false` (argo-cd v3 IsAutomatedSyncEnabled). */
function isAutomated(facts: ApplicationFacts): boolean {
  const automated = valueAt(facts.application, ["spec", "syncPolicy", "automated"]);
  if (automated === undefined || automated === null) return false;
  return valueAt(automated, ["enabled"]) !== false;
}

function healthCause(facts: ApplicationFacts): NonNullable<Verdict["cause"]> {
  const wanted = facts.health ?? "";
  const worst = entriesAt(facts.application, ["status", "resources"]).find(
    (entry) => stringAt(entry, ["health", "status"]) === wanted,
  );
  const said = stringAt(facts.application, ["status", "health", "message"]);
  if (worst === undefined) return applicationCause(facts, said ?? `Its health is ${wanted}.`);
  return causeOf(
    worst,
    stringAt(worst, ["health", "message"]) ?? said ?? `Its health is ${wanted}.`,
  );
}

function nameOf(entry: JsonObject): string {
  return `${stringAt(entry, ["kind"]) ?? "an object"} ${stringAt(entry, ["name"]) ?? ""}`.trim();
}
