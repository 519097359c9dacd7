import { stringAt, valueAt, type Json, type JsonObject } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { entriesAt } from "../../entries-at.ts";
import { deadlineOf, isLate, parseTime, recheckAt } from "../../time-limits.ts";
import type { Verdict } from "../../status-source.ts";
import { orLate, shortRevision } from "../deployer.ts";
import { applicationCause, causeOf, hydrationOf, type ApplicationFacts } from "./facts.ts";

/** One row of the decision table: a verdict where it matches. */
export type Row = (facts: ApplicationFacts) => Verdict | undefined;

/** Row 2. */
export function goneIfDeleted(application: KubernetesObject): Verdict | undefined {
  if (application.metadata.deletionTimestamp === undefined) return undefined;
  return {
    state: "gone",
    final: true,
    reasonCode: "GONE",
    message: `Application ${application.metadata.name} is being deleted.`,
  };
}

export const deleted: Row = ({ application }) => goneIfDeleted(application);

/** Row 4: Argo CD can't read the source. Often passes by itself (a repository server that restarts), so it may end. */
export const sourceError: Row = (facts) => {
  const error = entriesAt(facts.application, ["status", "conditions"]).find((condition) => {
    const type = stringAt(condition, ["type"]);
    return type === "InvalidSpecError" || type === "ComparisonError";
  });
  if (error === undefined) return undefined;
  const said = stringAt(error, ["message"]) ?? "";
  const since = parseTime(stringAt(error, ["lastTransitionTime"]));
  const late = isLate(facts.question, since);
  return {
    state: late ? "failed" : "unknown",
    final: late,
    reasonCode: late ? "ERROR" : "ERROR_TRANSIENT",
    message: `Argo CD can't work out what ${facts.title} should be${late ? "" : "; it tries again"}.`,
    cause: applicationCause(facts, said),
    ...(late ? {} : recheckAt(deadlineOf(facts.question, since))),
  };
};

/** A hydrated Application whose hydrator has not written a commit from ours yet. */
export const notHydrated: Row = (facts) => {
  if (!facts.source.hydrated) return undefined;
  const { hydratedSha } = hydrationOf(facts.application);
  if (facts.contains(hydratedSha)) return undefined;
  const current = valueAt(facts.application, ["status", "sourceHydrator", "currentOperation"]);
  if (stringAt(current, ["phase"]) !== "Failed") {
    return orLate(facts.question, {
      state: "waiting",
      final: false,
      reasonCode: "WAIT_HYDRATION",
      message: `Argo CD has not rendered this commit for ${facts.title} yet.`,
    });
  }
  return {
    state: "unknown",
    final: false,
    reasonCode: "HYDRATION_FAILED",
    message: `Argo CD could not render this commit for ${facts.title}; it tries again.`,
    cause: applicationCause(facts, stringAt(current, ["message"]) ?? ""),
  };
};

/** Row 5: the spec was changed after Argo CD last compared. */
export const specChanged: Row = (facts) => {
  const compared = valueAt(facts.application, ["status", "sync", "comparedTo"]);
  const { spec } = facts.application;
  const key = facts.source.index === undefined ? "source" : "sources";
  const isCurrent =
    facts.source.hydrated || sameData(valueAt(compared, [key]), valueAt(spec, [key]));
  if (compared !== undefined && isCurrent) return undefined;
  return {
    state: "waiting",
    final: false,
    reasonCode: "WAIT_REFRESH",
    message: `Argo CD has not compared ${facts.title} with its current source yet.`,
  };
};

/** Row 6. */
export const retrying: Row = (facts) => {
  if (facts.phase !== "Running" || facts.finishedAt === undefined) return undefined;
  const count = valueAt(facts.application, ["status", "operationState", "retryCount"]);
  const said = facts.operationMessage;
  return {
    state: "syncing",
    final: false,
    reasonCode: "RETRYING",
    message: `The sync of ${facts.title} failed and is tried again (retry ${typeof count === "number" ? count : 0}).`,
    ...(said === undefined ? {} : { cause: syncCause(facts, said) }),
  };
};

/** Row 7. */
export const syncing: Row = (facts) => {
  const asked = facts.application["operation"];
  const isAsked = asked !== undefined && asked !== null;
  if (!isAsked && facts.phase !== "Running" && facts.phase !== "Terminating") return undefined;
  return {
    state: "syncing",
    final: false,
    reasonCode: "SYNCING",
    message: `Argo CD is syncing ${facts.title}.`,
  };
};

/** Row 8: auto-sync does not try a revision again that failed (argo-cd alreadyAttemptedSync). */
export const syncFailed: Row = (facts) => {
  if (facts.phase !== "Failed" && facts.phase !== "Error") return undefined;
  if (!facts.contains(facts.operationRevision)) return undefined;
  return {
    state: "failed",
    final: true,
    reasonCode: "SYNC_FAILED",
    message: `The sync of ${facts.title} failed, and Argo CD does not try this commit again by itself.`,
    cause: syncCause(facts, facts.operationMessage ?? "The sync failed."),
  };
};

/** Row 9. */
export const commitNotThere: Row = (facts) => {
  if (facts.contains(facts.revision)) return undefined;
  const target = facts.source.targetRevision;
  if (target !== undefined && isPinned(target) && !facts.contains(target)) {
    return {
      state: "waiting",
      final: false,
      reasonCode: "NOT_TARGETED",
      message: `${facts.title} is pinned to ${shortRevision(target)}; this commit reaches it only when its targetRevision changes.`,
    };
  }
  const at = facts.revision === undefined ? "" : `; it is at ${shortRevision(facts.revision)}`;
  return orLate(facts.question, {
    state: "waiting",
    final: false,
    reasonCode: "WAIT_COMMIT",
    message: `${facts.title} has not seen this commit yet${at}.`,
  });
};

/** The first object that the last sync could not apply, or hook that failed, else the Application. */
function syncCause(facts: ApplicationFacts, said: string): NonNullable<Verdict["cause"]> {
  const results = ["status", "operationState", "syncResult", "resources"];
  const failed = entriesAt(facts.application, results).find((entry) => isFailedResult(entry));
  if (failed === undefined) return applicationCause(facts, said);
  return causeOf(failed, stringAt(failed, ["message"]) ?? said);
}

function isFailedResult(entry: JsonObject): boolean {
  const hookPhase = stringAt(entry, ["hookPhase"]);
  return (
    stringAt(entry, ["status"]) === "SyncFailed" || hookPhase === "Failed" || hookPhase === "Error"
  );
}

/** A commit or a version, which no later commit on a branch changes; a branch may be called anything else. */
function isPinned(targetRevision: string): boolean {
  return (
    /^[0-9a-f]{7,64}$/.test(targetRevision) ||
    /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(targetRevision) ||
    targetRevision.startsWith("refs/tags/")
  );
}

/** Whether two values are the same to Go: what is absent, null and empty is one. */
function sameData(a: Json | undefined, b: Json | undefined): boolean {
  if (isZero(a) || isZero(b)) return isZero(a) && isZero(b);
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map(Object.entries(a ?? {}));
  const right = new Map(Object.entries(b ?? {}));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].every((key) => sameData(left.get(key), right.get(key)));
}

function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0)
    return true;
  return typeof value === "object" && Object.values(value).every((part) => isZero(part));
}
