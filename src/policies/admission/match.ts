import { stringAt, type JsonObject } from "../../domain/json.ts";
import type { MatchResources, ResourceRule } from "./match-resources.ts";
import { matchSelector, type LabelReader, type Match } from "./selectors.ts";
import type { OtherVersion, Target } from "./target.ts";

/**
 * Whether a policy or binding takes an object, and as which version: another than the object's own when a rule only
 * names that one (`matchPolicy: Equivalent`). `unknown` when only the cluster can tell, with the reason.
 */
export type Matched =
  | { readonly match: "no" }
  | { readonly match: "unknown"; readonly message: string }
  | { readonly match: "yes"; readonly as?: OtherVersion };

const no: Matched = { match: "no" };
const yes: Matched = { match: "yes" };

/**
 * Whether a policy's matchConstraints or a binding's matchResources take an object (apiserver
 * pkg/admission/plugin/policy/matching/matching.go): selectors, exclusions, then rules; what can't be known about the
 * namespace only counts when everything else matches.
 */
export function matchTarget(
  constraints: MatchResources | null | undefined,
  target: Target,
): Matched {
  if (!constraints) return yes;
  const inNamespace = matchNamespace(constraints, target);
  if (inNamespace === "no" || !matchesObject(constraints, target)) return no;
  if (matchRules(constraints.excludeResourceRules ?? [], constraints, target).match === "yes")
    return no;
  const rules = constraints.resourceRules ?? [];
  const matched = rules.length === 0 ? yes : matchRules(rules, constraints, target);
  if (matched.match !== "yes" || inNamespace === "yes") return matched;
  return { match: "unknown", message: unknownNamespace(target.namespace) };
}

function unknownNamespace(namespace: string | undefined): string {
  const which = namespace === undefined ? "the object's namespace" : `the Namespace ${namespace}`;
  return `Whether this policy applies depends on the labels of ${which}, which is in no file.`;
}

/** Policies never judge their own kind, nor what is only asked and never stored (policy/generic plugin.go). */
const neverJudged: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "admissionregistration.k8s.io/mutatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
  "authentication.k8s.io/selfsubjectreviews",
  "authentication.k8s.io/tokenreviews",
  "authorization.k8s.io/localsubjectaccessreviews",
  "authorization.k8s.io/selfsubjectaccessreviews",
  "authorization.k8s.io/selfsubjectrulesreviews",
  "authorization.k8s.io/subjectaccessreviews",
]);

/** Whether a policy can take objects of a target's kind at all: the quick part of matchTarget, the same for many. */
export function mayTake(
  rules: readonly ResourceRule[],
  target: Pick<Target, "operation" | "group" | "resource" | "otherVersions">,
): boolean {
  if (neverJudged.has(`${target.group}/${target.resource}`)) return false;
  const groups = [target.group, ...target.otherVersions.map(({ group }) => group)];
  return rules.some(
    (rule) =>
      has(rule.operations, target.operation) &&
      groups.some((group) => has(rule.apiGroups, group)) &&
      rule.resources.some((name) => isResource(name, target.resource)),
  );
}

/** The rules as they are written, then, unless only exact ones count, the same for each equivalent version. */
function matchRules(
  rules: readonly ResourceRule[],
  { matchPolicy }: MatchResources,
  target: Target,
): Matched {
  const own = { group: target.group, version: target.version };
  if (rules.some((rule) => matchRule(rule, own, target))) return yes;
  if (matchPolicy === "Exact") return no;
  for (const rule of rules) {
    const as = target.otherVersions.find((other) => matchRule(rule, other, target));
    if (as !== undefined) return { match: "yes", as };
  }
  // Which versions the cluster serves of a kind that no file defines is not known: it is taken as written.
  const anyVersion = { group: target.group, version: undefined };
  const isTaken = !target.isDefined && rules.some((rule) => matchRule(rule, anyVersion, target));
  return isTaken ? yes : no;
}

function matchRule(
  rule: ResourceRule,
  { group, version }: { readonly group: string; readonly version: string | undefined },
  target: Target,
): boolean {
  const scope = target.namespaced ? "Namespaced" : "Cluster";
  return (
    (!rule.scope || rule.scope === "*" || rule.scope === scope) &&
    has(rule.operations, target.operation) &&
    has(rule.apiGroups, group) &&
    (version === undefined || has(rule.apiVersions, version)) &&
    rule.resources.some((name) => isResource(name, target.resource)) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(target.name))
  );
}

/** A file is never a subresource: `pods/status` takes none, `pods` and `pods/*` do (predicates/rules/rules.go). */
function isResource(named: string, resource: string): boolean {
  const [name, sub = ""] = named.split(/\/(.*)/s);
  return (name === "*" || name === resource) && (sub === "*" || sub === "");
}

function has(list: readonly string[], value: string): boolean {
  return list.includes("*") || list.includes(value);
}

/** An update matches when either version of the object does. */
function matchesObject(constraints: MatchResources, target: Target): boolean {
  const versions = [target.value, ...(target.old === undefined ? [] : [target.old])];
  return versions.some(
    (value) => matchSelector(constraints.objectSelector, labelsOf(value)) === "yes",
  );
}

function labelsOf(value: JsonObject): LabelReader {
  return (key) => stringAt(value, ["metadata", "labels", key]) ?? null;
}

/**
 * Cluster-scoped objects match every namespaceSelector, a Namespace is judged by its own labels. Where a change
 * brings other labels for the Namespace than the base branch has, either is enough: a change can't take itself out.
 */
function matchNamespace({ namespaceSelector }: MatchResources, target: Target): Match {
  if (!target.namespaced && !target.isNamespace) return "yes";
  const objects = target.isNamespace ? [target.value] : target.namespaceObjects;
  if (objects.length === 0) return matchSelector(namespaceSelector, onlyName(target.namespace));
  const taken = objects.some(
    (object) => matchSelector(namespaceSelector, labelsOf(object)) === "yes",
  );
  return taken ? "yes" : "no";
}

/** Of a Namespace that is in no file, the label that each has is known. */
function onlyName(namespace: string | undefined): LabelReader {
  return (key) => (key === "kubernetes.io/metadata.name" ? namespace : undefined);
}
