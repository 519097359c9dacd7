import { namespaceType, requestType } from "./admission-types.ts";
import { parseType } from "./check/signature.ts";
import { dyn, objectOf, showType, type Type } from "./check/types.ts";
import { createEnvironment, type CelProblem, type Compiled, type Environment } from "./engine.ts";
import { jsonPatchLibrary } from "./libraries/json-patch.ts";
import { mutationTypes } from "./mutation-types.ts";
import type { Bindings } from "./run/frame.ts";

export type { CelProblem, Compiled } from "./engine.ts";
export type { Bindings } from "./run/frame.ts";
export type { Type } from "./check/types.ts";

/** The same names and some more. Getters of the given ones are carried over unread. */
export function extendedBindings(bindings: Bindings, more: Bindings): Bindings {
  return Object.assign(Object.create(bindings), more) as Bindings;
}

/** The newest version of Kubernetes whose expressions are known, as its minor number. */
export const newestMinor = 36;

/** How an expression of an admission policy is compiled. */
export interface CompileOptions {
  /** The Kubernetes version that the policies are for: `1.34`; without one the newest. */
  readonly kubernetesVersion?: string;
  /** What it must come to: `bool` for a validation, `string` for a messageExpression; without one, anything. */
  readonly result?: "bool" | "string";
  /** The types of the policy's variables that stand before it; without them any name is taken, as dyn. */
  readonly variables?: ReadonlyMap<string, Type>;
  /** It is a mutation's: it may make objects (`Object{…}`, `JSONPatch{…}`) and has `jsonpatch.escapeKey`. */
  readonly mutates?: boolean;
}

/** The minor number of `1.34`, `v1.34.2`; the newest for what is no such version. */
export function minorOf(version: string | undefined): number {
  const [, minor] = /^v?1\.(\d{1,3})(?:[.+-].*)?$/.exec(version ?? "") ?? [];
  return minor === undefined ? newestMinor : Number(minor);
}

/**
 * Parses and checks an expression of an admission policy, with the names and functions that it has in a cluster of
 * that version (apiserver pkg/admission/plugin/cel/compile.go).
 */
export function compile(expression: string, options: CompileOptions = {}): Compiled | CelProblem {
  const minor = minorOf(options.kubernetesVersion);
  const { result = "", mutates = false, variables } = options;
  const typed = variables && [...variables].map(([name, type]) => [name, showType(type)]);
  const place = JSON.stringify([minor, mutates, typed]);
  const key = `${place}${result}:${expression}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= mostCompiled) {
    compiled.clear();
    environments.clear();
  }
  const environment = environments.get(place) ?? environmentFor(minor, mutates, variables);
  environments.set(place, environment);
  const made = environment.compile(expression, result === "" ? undefined : parseType(result));
  compiled.set(key, made);
  return made;
}

const environments = new Map<string, Environment>();
const compiled = new Map<string, Compiled | CelProblem>();
const mostCompiled = 5_000;

function environmentFor(
  minor: number,
  mutates: boolean,
  variables: CompileOptions["variables"],
): Environment {
  return createEnvironment({
    minor,
    mixedLiterals: false,
    ...(mutates ? { structs: mutationTypes, libraries: [jsonPatchLibrary] } : {}),
    variables: new Map([
      ["object", dyn],
      ["oldObject", dyn],
      ["params", dyn],
      ["request", requestType],
      ["namespaceObject", namespaceType],
      ["authorizer", parseType("kubernetes.authorization.Authorizer")],
      ["authorizer.requestResource", parseType("kubernetes.authorization.ResourceCheck")],
      [
        "variables",
        variables === undefined
          ? dyn
          : objectOf("kubernetes.variables", Object.fromEntries(variables)),
      ],
    ]),
  });
}
