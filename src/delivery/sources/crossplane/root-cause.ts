import type { Cause } from "../../../domain/delivery.ts";
import { conditionsOf, type Condition, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { TreeNode } from "./resource-tree.ts";

/** An object with a condition that says what is wrong. */
export interface Trouble {
  readonly node: TreeNode;
  readonly condition: Condition;
}

/**
 * Reasons of a condition that is False because work is under way or was stopped on purpose, not because it failed
 * (crossplane-runtime apis/common/v1/condition.go, crossplane claim/reconciler.go).
 */
const notTrouble: ReadonlySet<string> = new Set([
  "Creating",
  "Waiting",
  "Deleting",
  "ReconcilePaused",
]);

/** The last asynchronous call of a provider that was made with upjet says more than `Synced` does. */
const telling: ReadonlySet<string> = new Set([
  "Synced",
  "Ready",
  "LastAsyncOperation",
  "Responsive",
]);

/** The deepest object that reports an error with a message; of several at one depth, the first. */
export function rootCause(tree: readonly TreeNode[]): Trouble | undefined {
  let deepest: Trouble | undefined;
  for (const node of tree) {
    if (deepest !== undefined && node.depth <= deepest.node.depth) continue;
    const condition = node.object === undefined ? undefined : troubleIn(node.object);
    if (condition !== undefined) deepest = { node, condition };
  }
  return deepest;
}

function troubleIn(object: KubernetesObject): Condition | undefined {
  return conditionsOf(object)
    .filter(({ type, status }) => telling.has(type) && status === "False")
    .filter(({ reason }) => reason === undefined || !notTrouble.has(reason))
    .find(({ message }) => message !== undefined && message !== "");
}

/** The deepest object below the first that says that it is not ready, with its own words. */
export function waitedFor(tree: readonly TreeNode[]): Cause | undefined {
  let deepest: Trouble | undefined;
  for (const node of tree) {
    if (node.depth === 0 || (deepest !== undefined && node.depth <= deepest.node.depth)) continue;
    const ready =
      node.object === undefined
        ? undefined
        : conditionsOf(node.object).find(({ type }) => type === "Ready");
    if (ready === undefined || ready.status === "True") continue;
    const message = ready.message ?? `It is not ready (${ready.reason ?? ready.status}).`;
    deepest = { node, condition: { ...ready, message } };
  }
  return deepest === undefined ? undefined : causeFrom(deepest);
}

export function causeFrom({ node, condition }: Trouble): Cause {
  const { apiVersion, kind } = node.reference;
  const { namespace, name } = node.ref;
  const place = namespace === undefined ? {} : { namespace };
  return { apiVersion, kind, ...place, name, message: condition.message ?? "" };
}
