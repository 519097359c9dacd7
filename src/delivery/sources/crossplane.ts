import type { Assessment } from "../../domain/delivery.ts";
import { isJsonObject, valueAt } from "../../domain/json.ts";
import {
  conditionsOf,
  groupOf,
  isSameObject,
  refOf,
  type Condition,
  type KubernetesObject,
} from "../../domain/kubernetes.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import { questionOf, type Question, type StatusSource, type Verdict } from "../status-source.ts";
import { deadlineOf, isLate, parseTime, recheckAt, unsettledUntil } from "../time-limits.ts";
import { missingObject } from "./missing-object.ts";
import { treeOf, type TreeNode } from "./crossplane/resource-tree.ts";
import { causeFrom, rootCause, waitedFor, type Trouble } from "./crossplane/root-cause.ts";

/**
 * Crossplane: what a claim or composite resource and all that it is made of say. Knows v1 claims and composites and v2
 * composites. No verdict but `gone` and `deployed` is final: Crossplane tries again for ever, so a request that shows an
 * error becomes ready as soon as someone mends what is wrong.
 *
 * Argo CD has no health check for kinds of the organisation's own group and calls them healthy as soon as they are
 * applied; this source is what makes a delivery wait for them.
 */
export const crossplane: StatusSource = {
  name: "Crossplane",
  role: "provisioner",
  kinds: (catalog) =>
    catalog.offerings.map(({ target }) => {
      const { apiVersion, kind, plural, namespaced } = target;
      const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
      return { group: groupOf(apiVersion), version, kind, plural, namespaced };
    }),
  kindsOnDemand: [],
  assess(target, view, now, settings) {
    if (isForeign(target.object.group)) return undefined;
    const question = questionOf(target, now, settings);
    const object = view.find(target.object);
    if (object === undefined) {
      return { resource: target.object, ...missingObject(target.object, question, view) };
    }
    return assessComposite(object, question, view);
  },
  assessObject(object, question, view) {
    return isCrossplaneObject(object) ? assessComposite(object, question, view) : undefined;
  },
  relatesTo(target, ref, view) {
    if (isSameObject(ref, target.object)) return true;
    const object = view.find(target.object);
    return object !== undefined && treeOf(object, view).some((node) => isSameObject(node.ref, ref));
  },
  carriers: () => [],
  revisionsOf: () => [],
};

/** Groups whose objects are never claims or composites: built-in ones, and those of other status sources. */
function isForeign(group: string): boolean {
  return (
    !group.includes(".") ||
    group.endsWith(".k8s.io") ||
    group === "argoproj.io" ||
    group.endsWith(".fluxcd.io")
  );
}

function isCrossplaneObject(object: KubernetesObject): boolean {
  const marks = ["resourceRef", "resourceRefs", "crossplane", "forProvider", "compositionRef"];
  return (
    marks.some((mark) => isJsonObject(object["spec"]) && object["spec"][mark] !== undefined) ||
    conditionsOf(object).some(({ type }) => type === "Synced")
  );
}

function assessComposite(
  object: KubernetesObject,
  question: Question,
  view: ClusterView,
): Assessment {
  const tree = treeOf(object, view);
  const title = `${object.kind} ${object.metadata.name}`;
  const verdict =
    deleted(object, title) ??
    paused(object, title) ??
    troubled(rootCause(tree), title, question) ??
    ready(object, title) ??
    pausedBelow(tree, title) ??
    underWay(object, title, { question, tree });
  return { resource: refOf(object), ...verdict };
}

function deleted(object: KubernetesObject, title: string): Verdict | undefined {
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  return {
    state: "gone",
    final: true,
    reasonCode: "Deleting",
    message: `${title} is being deleted.`,
  };
}

function paused(object: KubernetesObject, title: string): Verdict | undefined {
  if (!isPaused(object)) return undefined;
  return {
    state: "paused",
    final: false,
    reasonCode: "ReconcilePaused",
    message: `${title} is paused: it goes on when its annotation crossplane.io/paused is removed.`,
  };
}

/** It can't become ready as long as something that it is made of is paused. */
function pausedBelow(tree: readonly TreeNode[], title: string): Verdict | undefined {
  const node = tree.find(({ object }) => object !== undefined && isPaused(object));
  if (node?.object === undefined) return undefined;
  const { kind, metadata } = node.object;
  return {
    state: "paused",
    final: false,
    reasonCode: "ReconcilePaused",
    message: `${title} waits for ${kind} ${metadata.name}, which is paused: it goes on when its annotation crossplane.io/paused is removed.`,
  };
}

function isPaused(object: KubernetesObject): boolean {
  const synced = conditionOf(object, "Synced");
  return synced?.status === "False" && synced.reason === "ReconcilePaused";
}

/** An error that has just come up often passes by itself, such as a reference to an object that is not ready yet. */
function troubled(
  trouble: Trouble | undefined,
  title: string,
  question: Question,
): Verdict | undefined {
  if (trouble === undefined) return undefined;
  const since = parseTime(trouble.condition.lastTransitionTime);
  const until = unsettledUntil(question, since, question.settings.settleSeconds);
  const cause = causeFrom(trouble);
  const reasonCode = trouble.condition.reason ?? trouble.condition.type;
  const culprit = `${cause.kind} ${cause.name}`;
  if (until !== undefined) {
    return {
      state: "progressing",
      final: false,
      reasonCode,
      message: `${title} is being made; ${culprit} reports an error that may pass.`,
      cause,
      ...recheckAt(until),
    };
  }
  return {
    state: "unhealthy",
    final: false,
    reasonCode,
    message:
      culprit === title
        ? `${title} reports an error.`
        : `${title} is not ready: ${culprit} reports an error.`,
    cause,
  };
}

function ready(object: KubernetesObject, title: string): Verdict | undefined {
  if (!isTrueNow(object, "Ready") || !isTrueNow(object, "Synced")) return undefined;
  return {
    state: "deployed",
    final: true,
    reasonCode: "Available",
    message: `${title} is ready.`,
  };
}

function underWay(
  object: KubernetesObject,
  title: string,
  { question, tree }: { readonly question: Question; readonly tree: readonly TreeNode[] },
): Verdict {
  const condition = conditionOf(object, "Ready");
  const late = isLate(question);
  const reasonCode = condition?.status === "False" ? (condition.reason ?? "Creating") : "Creating";
  const said = condition?.status === "False" ? condition.message : undefined;
  return {
    state: late ? "failed" : "progressing",
    final: false,
    reasonCode: late ? "TIMEOUT" : reasonCode,
    message: `${late ? "It takes longer than it should. " : ""}${title} is being made${detail(said)}.`,
    ...(late ? lateCause(tree) : recheckAt(deadlineOf(question))),
  };
}

/** Of what takes too long and reports no error, the deepest object that is not ready. */
function lateCause(tree: readonly TreeNode[]): Pick<Verdict, "cause"> {
  const waited = waitedFor(tree);
  return waited === undefined ? {} : { cause: waited };
}

function detail(said: string | undefined): string {
  return said === undefined || said === "" ? "" : ` (${said.replace(/\.$/, "")})`;
}

function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** True, and said of the object's present spec where the condition or the status names a generation. */
function isTrueNow(object: KubernetesObject, type: string): boolean {
  const condition = conditionOf(object, type);
  if (condition?.status !== "True") return false;
  const { generation } = object.metadata;
  const observed =
    condition.observedGeneration ?? valueAt(object, ["status", "observedGeneration"]);
  return generation === undefined || typeof observed !== "number" || observed >= generation;
}
