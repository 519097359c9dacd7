import type { Cause } from "../../../domain/delivery.ts";
import { stringAt, valueAt, type JsonObject } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { containsCommit, type Question } from "../../status-source.ts";
import { revisionIn, type ApplicationSource } from "./application.ts";

/** What the rows of the decision table look at: one Application, its source for the commit, and the question. */
export interface ApplicationFacts {
  readonly application: KubernetesObject;
  readonly source: ApplicationSource;
  readonly question: Question;
  /** For messages: `Application team-alpha-services`. */
  readonly title: string;
  /** `status.sync.status`. */
  readonly syncStatus: string | undefined;
  /** The revision that the live state was compared with. */
  readonly revision: string | undefined;
  readonly phase: string | undefined;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  /** What the last operation said of itself. */
  readonly operationMessage: string | undefined;
  /** Where the last operation went to: its result, or what it was asked for. */
  readonly operationRevision: string | undefined;
  readonly health: string | undefined;
  readonly healthSince: string | undefined;
  /** Whether a revision of this source contains the commit; knows hydrated commits. */
  readonly contains: (revision: string | undefined) => boolean;
  /** Whether a revision is the commit itself and not one after it. */
  readonly isExact: (revision: string | undefined) => boolean;
}

export function factsOf(
  application: KubernetesObject,
  source: ApplicationSource,
  question: Question,
): ApplicationFacts {
  const text = (...path: (string | number)[]): string | undefined => {
    const found = stringAt(application, path);
    return found === "" ? undefined : found;
  };
  const operationState = valueAt(application, ["status", "operationState"]);
  return {
    application,
    source,
    question,
    title: `Application ${application.metadata.name}`,
    syncStatus: text("status", "sync", "status"),
    revision: revisionIn(valueAt(application, ["status", "sync"]), source),
    phase: text("status", "operationState", "phase"),
    startedAt: text("status", "operationState", "startedAt"),
    finishedAt: text("status", "operationState", "finishedAt"),
    operationMessage: text("status", "operationState", "message"),
    operationRevision:
      revisionIn(valueAt(operationState, ["syncResult"]), source) ??
      revisionIn(valueAt(operationState, ["operation", "sync"]), source),
    health: text("status", "health", "status"),
    healthSince: text("status", "health", "lastTransitionTime"),
    ...comparisonsOf(application, source, question),
  };
}

/**
 * A hydrated Application syncs commits that Argo CD writes itself: such a commit contains ours when the dry commit that
 * it was made from does (`status.sourceHydrator.lastSuccessfulOperation`).
 */
function comparisonsOf(
  application: KubernetesObject,
  source: ApplicationSource,
  question: Question,
): Pick<ApplicationFacts, "contains" | "isExact"> {
  if (!source.hydrated) {
    return {
      contains: (revision) => containsCommit(question, revision),
      isExact: (revision) => revision === question.commitSha,
    };
  }
  const { drySha, hydratedSha } = hydrationOf(application);
  const isWanted = (revision: string | undefined): boolean =>
    revision !== undefined && revision === hydratedSha;
  return {
    contains: (revision) => isWanted(revision) && containsCommit(question, drySha),
    isExact: (revision) => isWanted(revision) && drySha === question.commitSha,
  };
}

/** The last commit that the source hydrator read (dry) and the one that it wrote from it (hydrated). */
export function hydrationOf(application: KubernetesObject): {
  readonly drySha: string | undefined;
  readonly hydratedSha: string | undefined;
} {
  const last = valueAt(application, ["status", "sourceHydrator", "lastSuccessfulOperation"]);
  return { drySha: stringAt(last, ["drySHA"]), hydratedSha: stringAt(last, ["hydratedSHA"]) };
}

/** A cause that one entry of `status.resources` or of a sync result names. */
export function causeOf(entry: JsonObject, message: string): Cause {
  const group = stringAt(entry, ["group"]) ?? "";
  const version = stringAt(entry, ["version"]) ?? "";
  const namespace = stringAt(entry, ["namespace"]);
  return {
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind: stringAt(entry, ["kind"]) ?? "",
    ...(namespace === undefined || namespace === "" ? {} : { namespace }),
    name: stringAt(entry, ["name"]) ?? "",
    message,
  };
}

/** The Application itself as a cause, where it names no object of its own. */
export function applicationCause(facts: ApplicationFacts, message: string): Cause {
  const { apiVersion, kind, metadata } = facts.application;
  const { name, namespace } = metadata;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name, message };
}
