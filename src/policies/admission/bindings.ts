import { stringAt, type JsonObject } from "../../domain/json.ts";
import { extendedBindings, type Bindings, type Compiled } from "../cel/environment.ts";
import { evaluate, type CelOutcome, type CostBudget } from "../cel/evaluate.ts";
import {
  LazyMap,
  NotEvaluableError,
  toCelObject,
  type CelObject,
  type Path,
} from "../cel/values.ts";
import type { Variables } from "./expressions.ts";
import { requestOf, unreadable } from "./request.ts";
import { withNameLabel, type OtherVersion, type Target } from "./target.ts";

/** An object with everything that expressions can read of it, made once for all policies. */
export interface EvaluatedTarget {
  readonly target: Target;
  /** With the schema's defaults filled in, as the API server shows it to policies; for a DELETE, as it was. */
  readonly object: CelObject;
  readonly base: Bindings;
  /** The same with list elements and map entries left out: to find what else fails. */
  without(paths: readonly Path[]): EvaluatedTarget;
  /** The same object as the cluster has it in another version. */
  inVersion(as: OtherVersion | undefined): EvaluatedTarget;
  /** Variables that several policies have in the same words, computed once. */
  readonly shared: Map<string, CelOutcome>;
}

const noNamespace =
  "The file does not say in which namespace the object will be: where it is applied decides that.";

/** The values of `object`, `oldObject`, `request`, `namespaceObject` and `authorizer` for one object. */
export function evaluatedTarget(target: Target, defaulted: JsonObject): EvaluatedTarget {
  const inVersions = new Map<string, EvaluatedTarget>();
  const inVersion = (as: OtherVersion | undefined): EvaluatedTarget => {
    const key = as === undefined ? "" : `${as.group}/${as.version}`;
    const known = inVersions.get(key);
    if (known !== undefined) return known;
    const made = makeTarget(target, defaulted, { as, inVersion });
    inVersions.set(key, made);
    return made;
  };
  return inVersion(undefined);
}

interface Versions {
  readonly as: OtherVersion | undefined;
  readonly inVersion: EvaluatedTarget["inVersion"];
}

function makeTarget(target: Target, defaulted: JsonObject, versions: Versions): EvaluatedTarget {
  const { as, inVersion } = versions;
  const apiVersion = apiVersionOf(as ?? target);
  const removed = target.operation === "DELETE";
  // The API server shows every object with its metadata, also one that was sent without.
  const labelled = target.isNamespace ? withNameLabel(defaulted, target.name) : defaulted;
  const shown = { metadata: {}, ...labelled, apiVersion };
  const object = toCelObject(shown, unknownOf(target));
  const namespace = namespaceValue(target);
  const old = removed ? (): unknown => object.value : oldValue(target, apiVersion);
  const base: Bindings = {
    object: removed ? null : object.value,
    get oldObject(): unknown {
      return old();
    },
    request: requestOf(target, as),
    get namespaceObject(): unknown {
      return namespace();
    },
    get authorizer(): never {
      throw new NotEvaluableError(
        "The policy asks what the requester is allowed to do in the cluster.",
      );
    },
  };
  return remembered({ target, object, base, inVersion });
}

function apiVersionOf({ group, version }: Pick<Target, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** What the cluster writes into `metadata` before any policy sees the object. */
const writtenByCluster: Readonly<Record<string, string>> = Object.fromEntries(
  ["uid", "creationTimestamp", "managedFields"].map((key) => [
    key,
    `The policy looks at metadata.${key}, which the cluster writes.`,
  ]),
);

const generatedName =
  "The policy looks at the object's name, which the cluster makes up (generateName).";

function unknownOf(target: Target): Readonly<Record<string, string>> {
  const placedLater = target.namespaced && target.namespace === undefined;
  if (!placedLater && target.name !== "") return writtenByCluster;
  return {
    ...writtenByCluster,
    ...(placedLater ? { namespace: noNamespace } : {}),
    ...(target.name === "" ? { name: generatedName } : {}),
  };
}

/** The object as it was: what the file of the base branch says, and nothing of what the cluster added since. */
function oldValue(target: Target, apiVersion: string): () => unknown {
  const { old } = target;
  if (old === undefined) return () => null;
  const was = stringAt(old, ["apiVersion"]);
  const known = target.otherVersions.find((other) => apiVersionOf(other) === was);
  if (was !== apiVersion && known?.sameFields === false) {
    return () => {
      throw new NotEvaluableError(
        `The policy compares with the object before, which was ${was}: only the cluster can convert that to ${apiVersion}.`,
      );
    };
  }
  const { value } = toCelObject({ metadata: {}, ...old, apiVersion }, unknownOf(target));
  const live = new Map([["status", unreadable("the status of the object before")]]);
  const shown = value instanceof Map ? new LazyMap(value as Map<string, unknown>, live) : value;
  return () => shown;
}

/** Several policies object to the same container: what they leave out is left out once. */
function remembered(parts: Omit<EvaluatedTarget, "without" | "shared">): EvaluatedTarget {
  const { object, base } = parts;
  const made = new Map<string, EvaluatedTarget>();
  const without = (paths: readonly Path[]): EvaluatedTarget => {
    const key = JSON.stringify(paths);
    const known = made.get(key);
    if (known !== undefined) return known;
    const less = object.without(paths);
    const fresh = remembered({
      ...parts,
      object: less,
      base: withValue(base, "object", less.value),
    });
    made.set(key, fresh);
    return fresh;
  };
  return { ...parts, without, shared: new Map() };
}

/** `namespaceObject`: null for what is in no namespace, and for a Namespace itself. */
function namespaceValue(target: Target): () => unknown {
  const [known] = target.namespaceObjects;
  if (known !== undefined) {
    const { value } = toCelObject(known, unknownOfNamespace);
    return () => value;
  }
  if (!target.namespaced) return () => null;
  return () => {
    throw new NotEvaluableError(
      `The policy looks at the Namespace ${target.namespace ?? "of the object"}, which is in no file.`,
    );
  };
}

const unknownOfNamespace: Readonly<Record<string, string>> = Object.fromEntries(
  ["uid", "creationTimestamp", "resourceVersion"].map((key) => [
    key,
    `The policy looks at the Namespace's metadata.${key}, which is only known in the cluster.`,
  ]),
);

/** The same names with another value for one of them, also where that one is computed when it is read. */
function withValue(bindings: Bindings, name: string, value: unknown): Bindings {
  const made: object = Object.create(bindings) as object;
  return Object.defineProperty(made, name, { value, enumerable: true }) as Bindings;
}

/** Match conditions are evaluated before the namespace is looked up (webhook/matchconditions/matcher.go). */
export function conditionBindings({ base }: EvaluatedTarget, params: unknown): Bindings {
  return withValue(extendedBindings(base, { params }), "namespaceObject", null);
}

/** What bindings are made of: a policy's variables, and those of them that come to the same elsewhere. */
interface PolicyVariables {
  readonly variables: Variables;
  /** The variables that come to the same in every policy with the same key here, on the same object. */
  readonly sharedVariables: ReadonlyMap<string, string>;
}

/**
 * The bindings of one policy on one object: variables are computed when they are first read, kept, and throw again
 * what they threw (apiserver pkg/admission/plugin/policy/validating, lazy map).
 */
export function policyBindings(
  policy: PolicyVariables,
  { base, shared }: EvaluatedTarget,
  { params, budget }: { readonly params: unknown; readonly budget?: CostBudget },
): Bindings {
  const computed = new Map<string, () => unknown>();
  const bindings = extendedBindings(base, { params, variables: new LazyMap([], computed) });
  for (const [name, compiled] of policy.variables) {
    const sharedAs = policy.sharedVariables.get(name);
    const outcomes = sharedAs === undefined ? new Map<string, CelOutcome>() : shared;
    const kept = { outcomes, key: sharedAs ?? name };
    computed.set(name, once(compiled, bindings, { ...kept, budget }));
  }
  return bindings;
}

function once(
  compiled: Compiled,
  bindings: Bindings,
  kept: {
    readonly outcomes: Map<string, CelOutcome>;
    readonly key: string;
    readonly budget: CostBudget | undefined;
  },
): () => unknown {
  return () => {
    const outcome = kept.outcomes.get(kept.key) ?? evaluate(compiled, bindings, kept.budget);
    kept.outcomes.set(kept.key, outcome);
    if (outcome.kind === "value") return outcome.value;
    if (outcome.kind === "notEvaluable") throw new NotEvaluableError(outcome.message);
    throw new Error(outcome.message);
  };
}
