import { stringAt, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import { toCelObject } from "../cel/values.ts";
import type { KindTable } from "../kinds.ts";
import type { Subject } from "../subject.ts";
import type { ParamKind, ParamRef } from "./match-resources.ts";
import type { CommonPolicySpec } from "./policy.ts";
import { matchSelector } from "./selectors.ts";
import type { Target } from "./target.ts";

/**
 * The parameters of one binding on one object, each evaluated by itself: `misconfigured` is what failurePolicy
 * decides, whatever the binding's actions; `unknown` when they may be in the cluster and are in no file.
 */
export type Params =
  | { readonly kind: "known"; readonly params: readonly unknown[] }
  | { readonly kind: "none"; readonly message: string }
  | { readonly kind: "misconfigured"; readonly message: string }
  | { readonly kind: "unknown"; readonly message: string };

/** The objects that parameters are taken from. */
export interface ParamSource {
  /** Those of the base branch and those that ship; of the change, those that neither of them has. */
  readonly known: readonly Subject[];
  /** Those of the base branch, those given on the command line, and those that ship. */
  readonly ruled: readonly Subject[];
  readonly kinds: KindTable;
  /** An object with its schema's defaults, as the cluster has it. */
  defaulted(subject: Subject): JsonObject;
}

type Binding = { readonly spec: { readonly paramRef?: ParamRef | null | undefined } };

/**
 * As the API server collects them (policy/generic policy_dispatcher.go, CollectParams), from files. Looked up once for
 * all objects of a namespace.
 */
export function paramsOf(
  { paramKind }: CommonPolicySpec,
  { spec: { paramRef } }: Binding,
  target: Target,
  source: ParamSource,
): Params {
  if (!paramKind || !paramRef) return { kind: "known", params: [null] };
  const byNamespace = lookedUp(source, paramRef);
  const key = `${target.namespaced}/${target.namespace ?? ""}`;
  const known = byNamespace.get(key);
  if (known !== undefined) return known;
  const params = lookUp({ paramKind, paramRef }, target, source);
  byNamespace.set(key, params);
  return params;
}

const before = new WeakMap<ParamSource, WeakMap<ParamRef, Map<string, Params>>>();

function lookedUp(source: ParamSource, paramRef: ParamRef): Map<string, Params> {
  const byRef = before.get(source) ?? new WeakMap<ParamRef, Map<string, Params>>();
  before.set(source, byRef);
  const found = byRef.get(paramRef) ?? new Map<string, Params>();
  byRef.set(paramRef, found);
  return found;
}

function lookUp(
  { paramKind, paramRef }: Pick<Sought, "paramKind" | "paramRef">,
  target: Target,
  source: ParamSource,
): Params {
  const candidates = source.known.filter((subject) => isOfKind(subject, paramKind));
  const isNamespaced = scopeOf(paramKind, paramRef, { candidates, kinds: source.kinds });
  if (!isNamespaced && paramRef.namespace) {
    const message = `paramRef.namespace must not be there: ${paramKind.kind} is in no namespace`;
    return { kind: "misconfigured", message };
  }
  const namespace = isNamespaced ? paramRef.namespace || target.namespace : undefined;
  if (isNamespaced && namespace === undefined) return noNamespace(paramKind, target);
  const found = candidates.filter(
    (subject) =>
      (!isNamespaced || subject.resource.namespace === namespace) && isNamed(subject, paramRef),
  );
  if (found.length > 0) {
    const params = found.map((subject) => toCelObject(source.defaulted(subject)).value);
    return { kind: "known", params };
  }
  return notFound({ paramKind, paramRef, namespace }, source);
}

function isOfKind({ resource }: Subject, { apiVersion, kind }: ParamKind): boolean {
  return resource.kind === kind && groupOf(resource.apiVersion) === groupOf(apiVersion);
}

/** By the kind's definition; where no file has it, by how the objects and the binding are written. */
function scopeOf(
  { apiVersion, kind }: ParamKind,
  { namespace }: ParamRef,
  known: { readonly candidates: readonly Subject[]; readonly kinds: KindTable },
): boolean {
  const defined = known.kinds.find(apiVersion, kind)?.namespaced;
  if (defined !== undefined) return defined;
  return Boolean(namespace) || known.candidates.some(({ resource }) => resource.namespace);
}

function isNamed({ resource, value }: Subject, { name, selector }: ParamRef): boolean {
  if (name) return resource.name === name;
  const label = (key: string): string | null =>
    stringAt(value, ["metadata", "labels", key]) ?? null;
  return matchSelector(selector, label) === "yes";
}

function noNamespace({ kind }: ParamKind, target: Target): Params {
  if (target.namespaced) {
    const message = `The policy takes parameters (${kind}) from the object's own namespace, and the file does not say which that is.`;
    return { kind: "unknown", message };
  }
  const message = `the binding takes parameters (${kind}) from the object's namespace, and this object is in none: give paramRef a namespace`;
  return { kind: "misconfigured", message };
}

interface Sought {
  readonly paramKind: ParamKind;
  readonly paramRef: ParamRef;
  readonly namespace: string | undefined;
}

/**
 * Where files hold objects of the kind, they stand for those of the cluster, and parameterNotFoundAction decides.
 * Kinds of Kubernetes itself, a ConfigMap say, are everywhere: of these only rules and given files in the same
 * namespace count.
 */
function notFound({ paramKind, paramRef, namespace }: Sought, source: ParamSource): Params {
  const { apiVersion, kind } = paramKind;
  const isOwnKind = apiVersion.includes(".") && !apiVersion.includes(".k8s.io/");
  const given = isOwnKind
    ? source.known.some((subject) => isOfKind(subject, paramKind))
    : source.ruled.some(
        (subject) => isOfKind(subject, paramKind) && subject.resource.namespace === namespace,
      );
  const place = namespace === undefined ? "" : ` in the namespace ${namespace}`;
  const which = paramRef.name
    ? `${kind} ${paramRef.name}`
    : `${kind} with the labels of its selector`;
  if (!given) {
    const message = `The policy takes parameters from a ${which}${place}, and no file of the repository holds it. Give its file with --params, or keep it beside the guardrails.`;
    return { kind: "unknown", message };
  }
  const missing = `there is no ${which}${place}`;
  return paramRef.parameterNotFoundAction === "Deny"
    ? { kind: "misconfigured", message: `${missing}, and parameterNotFoundAction is Deny` }
    : { kind: "none", message: `Not judged: ${missing}, and parameterNotFoundAction is Allow.` };
}
