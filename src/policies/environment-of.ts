import { stringAt } from "../domain/json.ts";
import type { Subject } from "./subject.ts";

/** What applies when no environments are given: the default of platform.yaml. */
export const usualEnvironments: readonly string[] = ["dev", "staging", "production"];

/** Short and long forms that count as an environment's name, when no environment has them as its own. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  dev: ["development"],
  development: ["dev"],
  staging: ["stage", "stg"],
  stage: ["staging", "stg"],
  production: ["prod"],
  prod: ["production"],
};

/** What is known of the environments when a change is judged. */
export interface EnvironmentFacts {
  /** In promotion order. */
  readonly names: readonly string[];
  /** The environment that all files are for, where the caller knows it. */
  readonly fixed?: string;
  /** Namespace → environment, from the labels of the Namespaces in the files. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * The environments that an object may be for, in promotion order: what its label, its namespace and its file's path
 * say. Where they disagree, all of them; where nothing says anything, none. (docs/configuration.md, guardrails.)
 */
export function environmentsOf(subject: Subject, facts: EnvironmentFacts): readonly string[] {
  if (facts.fixed !== undefined) return [exactly(facts.fixed, facts.names) ?? facts.fixed];
  const signs = new Set(
    [
      labelled(subject.value, facts.names),
      ofNamespace(subject, facts),
      ...subject.path.split("/").map((part) => named(part, facts.names)),
    ].filter((name) => name !== undefined),
  );
  return facts.names.filter((name) => signs.has(name));
}

/** The environments that the labels of some Namespaces name. */
export function environmentsOfNamespaces(
  known: readonly Subject[],
  names: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    known
      .filter(({ resource }) => resource.apiVersion === "v1" && resource.kind === "Namespace")
      .flatMap(({ resource, value }) => {
        const environment = labelled(value, names);
        return environment === undefined ? [] : [[resource.name, environment] as const];
      }),
  );
}

const labels = ["causeway.dev/environment", "environment", "env"] as const;

function labelled(value: Subject["value"], names: readonly string[]): string | undefined {
  for (const label of labels) {
    const text = stringAt(value, ["metadata", "labels", label]);
    const environment = text === undefined ? undefined : exactly(text, names);
    if (environment !== undefined) return environment;
  }
  return undefined;
}

function ofNamespace({ resource }: Subject, facts: EnvironmentFacts): string | undefined {
  const isNamespace = resource.apiVersion === "v1" && resource.kind === "Namespace";
  const namespace = isNamespace ? resource.name : resource.namespace;
  if (namespace === undefined) return undefined;
  return facts.namespaces.get(namespace) ?? named(namespace, facts.names);
}

/** `production`, `checkout-production`, `values-production.yaml`: the name alone or as the last word. */
function named(text: string, names: readonly string[]): string | undefined {
  const stem = text.replace(/\.[a-z]{2,5}$/i, "");
  return exactly(stem, names) ?? exactly(stem.slice(stem.search(/[^._-]*$/)), names);
}

function exactly(word: string, names: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  return names.includes(lower)
    ? lower
    : names.find((name) => otherNames[name]?.includes(lower) === true);
}
