import { isJsonObject, stringAt, valueAt, type Json } from "../../../domain/json.ts";
import {
  clusterOf,
  conditionsOf,
  groupOf,
  refOf,
  type Condition,
  type KubernetesObject,
} from "../../../domain/kubernetes.ts";
import type { Assessment, Cause } from "../../../domain/delivery.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { entriesAt } from "../../entries-at.ts";
import type { Verdict } from "../../status-source.ts";

const group = "argoproj.io";
const kind = "ApplicationSet";

/** The ApplicationSet that made an Application, by its owner reference, where it is in the view. */
function ownerOf(application: KubernetesObject, view: ClusterView): KubernetesObject | undefined {
  const owners = valueAt(application, ["metadata", "ownerReferences"]);
  if (!Array.isArray(owners)) return undefined;
  const owner = (owners as readonly Json[]).find(
    (one) => isJsonObject(one) && one["kind"] === kind,
  );
  const name = stringAt(owner, ["name"]);
  const { namespace } = application.metadata;
  if (name === undefined || namespace === undefined) return undefined;
  return view.find({ group, kind, namespace, name, ...clusterOf(application) });
}

/**
 * A waiting Application's verdict with what its ApplicationSet knows: that it takes its turn in a progressive sync, where
 * the ApplicationSet starts each sync and not the Application itself; or that the ApplicationSet can't be worked out, so
 * nothing new comes (argo-cd applicationset/controllers/applicationset_controller.go).
 */
export function withApplicationSet(
  verdict: Verdict,
  application: KubernetesObject,
  view: ClusterView,
): Verdict {
  const isWaiting = verdict.state === "waiting" || verdict.state === "needsManualSync";
  const set = isWaiting ? ownerOf(application, view) : undefined;
  if (set === undefined) return verdict;
  const broken = errorOf(set);
  const cause = broken === undefined ? {} : { cause: causeAt(set, broken.message ?? "") };
  const isItsTurn =
    verdict.reasonCode === "NEEDS_MANUAL_SYNC" || verdict.reasonCode === "WAIT_SYNC";
  if (!isItsTurn || stringAt(set, ["spec", "strategy", "type"]) !== "RollingSync") {
    return { ...verdict, ...cause };
  }
  const mine = entriesAt(set, ["status", "applicationStatus"]).find(
    (entry) => entry["application"] === application.metadata.name,
  );
  const step = stringAt(mine, ["step"]);
  const place = step === undefined ? "" : ` in step ${step}`;
  return {
    ...verdict,
    state: "waiting",
    reasonCode: "WAIT_STEP",
    message: `Application ${application.metadata.name} waits for its turn: ApplicationSet ${set.metadata.name} syncs it${place}.`,
    ...cause,
  };
}

/** What an ApplicationSet says of itself. It names no commit, so it never says that one is deployed. */
export function assessApplicationSet(set: KubernetesObject): Assessment | undefined {
  if (set.kind !== kind || groupOf(set.apiVersion) !== group) return undefined;
  const title = `ApplicationSet ${set.metadata.name}`;
  const resource = refOf(set);
  const error = errorOf(set);
  if (error !== undefined) {
    return {
      resource,
      state: "unhealthy",
      final: false,
      reasonCode: error.reason ?? "ErrorOccurred",
      message: `${title} can't make its Applications.`,
      cause: causeAt(set, error.message ?? ""),
    };
  }
  const rolling = conditionsOf(set).find(
    ({ type, status }) => type === "RolloutProgressing" && status === "True",
  );
  if (rolling !== undefined) {
    return {
      resource,
      state: "progressing",
      final: false,
      reasonCode: "RolloutProgressing",
      message: `${title} syncs its Applications one step after the other (${rolling.message ?? ""}).`,
    };
  }
  return {
    resource,
    state: "unknown",
    final: false,
    reasonCode: "COMMIT_UNKNOWN",
    message: `${title} names no commit: its Applications say what they run.`,
  };
}

function errorOf(set: KubernetesObject): Condition | undefined {
  return conditionsOf(set).find(
    ({ type, status }) =>
      (type === "ErrorOccurred" && status === "True") ||
      (type === "ResourcesUpToDate" && status === "False"),
  );
}

function causeAt({ apiVersion, metadata }: KubernetesObject, message: string): Cause {
  const { name, namespace } = metadata;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name, message };
}
