import { stringAt, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import type { ChangedObject } from "../check.ts";
import type { KindTable } from "../kinds.ts";
import type { Subject } from "../subject.ts";
import type { MatchResources, ResourceRule } from "./policy.ts";
import { allOf, matchSelector, type LabelReader, type Match } from "./selectors.ts";

/** What the request for an object would carry, as far as it is known before there is a request. */
export interface Target {
  readonly operation: ChangedObject["operation"];
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly name: string;
  readonly namespace?: string;
  readonly value: JsonObject;
  readonly old?: JsonObject;
  /** The object's own Namespace, when a file has it. */
  readonly namespaceObject?: JsonObject;
}

/** A changed object as an admission request would name it. */
export function targetOf(
  changed: ChangedObject,
  kinds: KindTable,
  namespaces: ReadonlyMap<string, Subject>,
): Target {
  const { apiVersion, kind, name, namespace } = changed.subject.resource;
  const group = groupOf(apiVersion);
  const known = kinds.find(apiVersion, kind);
  const namespaced = known?.namespaced ?? true;
  const namespaceObject = namespace === undefined ? undefined : namespaces.get(namespace)?.value;
  return {
    operation: changed.operation,
    group,
    version: apiVersion.slice(group === "" ? 0 : group.length + 1),
    kind,
    resource: kinds.pluralOf(apiVersion, kind),
    namespaced,
    name,
    value: changed.subject.value,
    ...(namespaced && namespace !== undefined ? { namespace } : {}),
    ...(namespaced && namespaceObject !== undefined ? { namespaceObject } : {}),
    ...(changed.old === undefined ? {} : { old: changed.old }),
  };
}

/** Whether a policy's matchConstraints or a binding's matchResources take an object (apiserver policy/matching). */
export function matchTarget(constraints: MatchResources | null | undefined, target: Target): Match {
  if (!constraints) return "yes";
  const equivalent = constraints.matchPolicy !== "Exact";
  const takes = (rule: ResourceRule): boolean => matchRule(rule, target, equivalent);
  if ((constraints.excludeResourceRules ?? []).some(takes)) return "no";
  const rules = constraints.resourceRules ?? [];
  if (rules.length > 0 && !rules.some(takes)) return "no";
  return allOf([
    matchObject(constraints, target),
    isOutsideNamespaces(target)
      ? "yes"
      : matchSelector(constraints.namespaceSelector, namespaceLabels(target)),
  ]);
}

/** Whether a policy can take objects of a target's kind at all: the quick part of matchTarget, the same for many. */
export function mayTake(
  rules: readonly ResourceRule[],
  { operation, group, resource }: Pick<Target, "operation" | "group" | "resource">,
): boolean {
  return rules.some(
    (rule) =>
      has(rule.operations, operation) &&
      has(rule.apiGroups, group) &&
      (has(rule.resources, resource) || rule.resources.includes("*/*")),
  );
}

function matchRule(rule: ResourceRule, target: Target, equivalent: boolean): boolean {
  const scope = target.namespaced ? "Namespaced" : "Cluster";
  return (
    has(rule.operations, target.operation) &&
    has(rule.apiGroups, target.group) &&
    (equivalent ? rule.apiVersions.length > 0 : has(rule.apiVersions, target.version)) &&
    (has(rule.resources, target.resource) || rule.resources.includes("*/*")) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(target.name)) &&
    (!rule.scope || rule.scope === "*" || rule.scope === scope)
  );
}

function has(list: readonly string[], value: string): boolean {
  return list.includes("*") || list.includes(value);
}

/** An update matches when either version of the object does. */
function matchObject(constraints: MatchResources, target: Target): Match {
  const versions = [target.value, ...(target.old === undefined ? [] : [target.old])];
  const matches = versions.map((value) =>
    matchSelector(constraints.objectSelector, labelsOf(value)),
  );
  return matches.includes("yes") ? "yes" : "no";
}

function labelsOf(value: JsonObject): LabelReader {
  return (key) => stringAt(value, ["metadata", "labels", key]) ?? null;
}

/** Cluster-scoped objects match every namespaceSelector, except a Namespace: it is judged by its own labels. */
function isOutsideNamespaces(target: Target): boolean {
  return !target.namespaced && !(target.group === "" && target.kind === "Namespace");
}

function namespaceLabels(target: Target): LabelReader {
  const isNamespace = target.group === "" && target.kind === "Namespace";
  const name = isNamespace ? target.name : target.namespace;
  const object = isNamespace ? target.value : target.namespaceObject;
  return (key) => {
    if (key === "kubernetes.io/metadata.name" && name !== undefined) return name;
    if (object === undefined) return undefined;
    return stringAt(object, ["metadata", "labels", key]) ?? null;
  };
}
