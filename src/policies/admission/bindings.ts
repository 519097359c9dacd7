import type { JsonObject } from "../../domain/json.ts";
import { evaluate, type CelOutcome } from "../cel/evaluate.ts";
import { extendedBindings, type Bindings, type Compiled } from "../cel/environment.ts";
import {
  LazyMap,
  NotEvaluableError,
  toCelObject,
  type CelObject,
  type Path,
} from "../cel/values.ts";
import type { LoadedPolicy } from "./load.ts";
import type { Target } from "./match.ts";

/** An object with everything that expressions can read of it, made once for all policies. */
export interface EvaluatedTarget {
  readonly target: Target;
  /** With the schema's defaults filled in, as the API server shows it to policies; for a DELETE, as it was. */
  readonly object: CelObject;
  readonly base: Bindings;
  /** The same with list elements and map entries left out: to find what else fails. */
  without(paths: readonly Path[]): EvaluatedTarget;
  /** Variables that several policies have in the same words, computed once. */
  readonly shared: Map<string, CelOutcome>;
}

const noNamespace =
  "The file does not say in which namespace the object will be: where it is applied decides that.";

/** The values of `object`, `oldObject`, `request`, `namespaceObject` and `authorizer` for one object. */
export function evaluatedTarget(target: Target, defaulted: JsonObject): EvaluatedTarget {
  const placed = target.namespaced && target.namespace === undefined;
  const unknown: Readonly<Record<string, string>> = placed ? { namespace: noNamespace } : {};
  const removed = target.operation === "DELETE";
  // The API server shows every object with its metadata, also one that was sent without.
  const object = toCelObject({ metadata: {}, ...defaulted }, unknown);
  const old = removed
    ? object.value
    : target.old === undefined
      ? null
      : toCelObject(target.old, unknown).value;
  const namespace = namespaceValue(target);
  const base: Bindings = {
    object: removed ? null : object.value,
    oldObject: old,
    request: requestOf(target),
    get namespaceObject(): unknown {
      return namespace();
    },
    get authorizer(): never {
      throw new NotEvaluableError(
        "The policy asks what the requester is allowed to do in the cluster.",
      );
    },
  };
  return remembered(target, object, base);
}

/** Several policies object to the same container: what they leave out is left out once. */
function remembered(target: Target, object: CelObject, base: Bindings): EvaluatedTarget {
  const made = new Map<string, EvaluatedTarget>();
  const without = (paths: readonly Path[]): EvaluatedTarget => {
    const key = JSON.stringify(paths);
    const known = made.get(key);
    if (known !== undefined) return known;
    const less = object.without(paths);
    const fresh = remembered(target, less, extendedBindings(base, { object: less.value }));
    made.set(key, fresh);
    return fresh;
  };
  return { target, object, base, without, shared: new Map() };
}

function namespaceValue(target: Target): () => unknown {
  const { namespaceObject } = target;
  if (namespaceObject !== undefined) {
    const { value } = toCelObject(namespaceObject);
    return () => value;
  }
  if (!target.namespaced) return () => null;
  return () => {
    throw new NotEvaluableError(
      `The policy looks at the Namespace ${target.namespace ?? "of the object"}, which is in no file.`,
    );
  };
}

function requestOf(target: Target): LazyMap {
  const { group, version, kind, resource, operation, name, namespace } = target;
  const kindMap = new Map([
    ["group", group],
    ["version", version],
    ["kind", kind],
  ]);
  const resourceMap = new Map([
    ["group", group],
    ["version", version],
    ["resource", resource],
  ]);
  const computed = new Map<string, () => unknown>([
    ["userInfo", unreadable("who makes the request (request.userInfo)")],
    ["uid", unreadable("request.uid")],
    ["options", unreadable("request.options")],
  ]);
  if (namespace === undefined && target.namespaced)
    computed.set("namespace", unreadable("request.namespace"));
  const known: readonly (readonly [string, unknown])[] = [
    ["kind", kindMap],
    ["resource", resourceMap],
    ["requestKind", kindMap],
    ["requestResource", resourceMap],
    ["subResource", ""],
    ["requestSubResource", ""],
    ["name", name],
    ["operation", operation],
    ["dryRun", false],
    ...(namespace === undefined && target.namespaced
      ? []
      : [["namespace", namespace ?? ""] as const]),
  ];
  return new LazyMap(known, computed);
}

/**
 * The bindings of one policy on one object: variables are computed when they are first read, kept, and throw again
 * what they threw (apiserver pkg/admission/plugin/policy/validating, lazy map).
 */
export function policyBindings(
  policy: LoadedPolicy,
  { base, shared }: EvaluatedTarget,
  params: unknown,
): Bindings {
  const computed = new Map<string, () => unknown>();
  const bindings = extendedBindings(base, { params, variables: new LazyMap([], computed) });
  for (const [name, compiled] of policy.variables) {
    const sharedAs = policy.sharedVariables.get(name);
    const outcomes = sharedAs === undefined ? new Map<string, CelOutcome>() : shared;
    computed.set(name, once(compiled, bindings, { outcomes, key: sharedAs ?? name }));
  }
  return bindings;
}

function once(
  compiled: Compiled,
  bindings: Bindings,
  kept: { readonly outcomes: Map<string, CelOutcome>; readonly key: string },
): () => unknown {
  return () => {
    const outcome = kept.outcomes.get(kept.key) ?? evaluate(compiled, bindings);
    kept.outcomes.set(kept.key, outcome);
    if (outcome.kind === "value") return outcome.value;
    if (outcome.kind === "notEvaluable") throw new NotEvaluableError(outcome.message);
    throw new Error(outcome.message);
  };
}

function unreadable(what: string): () => never {
  return () => {
    throw new NotEvaluableError(`The policy looks at ${what}, which is only known in the cluster.`);
  };
}
