import { stringAt, valueAt, type Json } from "../../domain/json.ts";
import type { KubernetesObject } from "../../domain/kubernetes.ts";
import type { ServiceSource } from "../../domain/service.ts";
import { folderOf } from "../../yaml/file-set.ts";

export const serviceLabel = "causeway.dev/service";
export const environmentLabel = "causeway.dev/environment";

/** What can tell which service and which environment a deployer is for. */
export interface NamingFacts {
  readonly object: KubernetesObject;
  readonly sources: readonly ServiceSource[];
  /** The file that it is written in. */
  readonly definedIn?: string;
  readonly environments: readonly string[];
}

/** The service and the environment of a deployer, or what is wrong with its label; undefined: it is no service's. */
export type InstanceName =
  | { readonly kind: "named"; readonly service: string; readonly environment: string }
  | { readonly kind: "unknownEnvironment"; readonly service: string; readonly environment: string };

/**
 * Names a deployer. For each of the two names the first rule that finds something decides; the rules are those of
 * docs/promotion.md, in its order. Words that are environments are looked for; nothing else is guessed from.
 */
export function nameInstance(facts: NamingFacts): InstanceName | undefined {
  const labelled = labelOf(facts.object, environmentLabel);
  if (labelled !== undefined && !facts.environments.includes(labelled)) {
    const service = labelOf(facts.object, serviceLabel) ?? facts.object.metadata.name;
    return { kind: "unknownEnvironment", service, environment: labelled };
  }
  const environment = labelled ?? environmentOf(facts);
  if (environment === undefined) return undefined;
  return { kind: "named", service: serviceOf(facts, environment), environment };
}

function environmentOf(facts: NamingFacts): string | undefined {
  const { object, environments, definedIn } = facts;
  const known = (name: string | undefined): string | undefined =>
    name !== undefined && environments.includes(name) ? name : undefined;
  const namespace = destinationOf(object);
  return (
    known(labelOf(object, "environment")) ??
    known(labelOf(object, "env")) ??
    affixOf(object.metadata.name, environments) ??
    facts.sources
      .map(({ path }) => stepOf(path, environments))
      .find((found) => found !== undefined) ??
    affixOf(namespace, environments) ??
    facts.sources
      .flatMap(({ valueFiles }) => valueFiles)
      .map((file) => stepOf(folderOf(file), environments) ?? affixOf(stemOf(file), environments))
      .find((found) => found !== undefined) ??
    known(namespace) ??
    stepOf(folderOf(definedIn ?? ""), environments) ??
    affixOf(stemOf(definedIn ?? ""), environments) ??
    known(stemOf(definedIn ?? ""))
  );
}

function serviceOf({ object, sources }: NamingFacts, environment: string): string {
  const named = labelOf(object, serviceLabel);
  if (named !== undefined) return named;
  const labels = [
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/instance",
  ];
  const bare = (name: string | undefined): string | undefined =>
    name === undefined || name === environment ? undefined : withoutAffix(name, environment);
  const found =
    labels.map((label) => bare(labelOf(object, label))).find((name) => name !== undefined) ??
    (affixOf(object.metadata.name, [environment]) === undefined
      ? undefined
      : bare(object.metadata.name)) ??
    (object.metadata.name === environment ? serviceOfPath(sources, environment) : undefined) ??
    bare(object.metadata.name) ??
    serviceOfPath(sources, environment) ??
    bare(destinationOf(object));
  return found ?? object.metadata.name;
}

/** `apps/dev/checkout` → checkout; `checkout/overlays/dev` → checkout; `services/checkout/dev` → checkout. */
function serviceOfPath(sources: readonly ServiceSource[], environment: string): string | undefined {
  for (const { path } of sources) {
    const steps = (path ?? "").split("/");
    const at = steps.indexOf(environment);
    if (at === -1) continue;
    const before = steps.slice(0, at).filter((step) => !layoutWords.has(step));
    const found = steps[at + 1] ?? before.at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Folders that name a layout, not a service. */
const layoutWords = new Set([
  "overlays",
  "environments",
  "envs",
  "env",
  "apps",
  "services",
  "clusters",
  "kustomize",
  "deploy",
  "manifests",
]);

/** Where an Application or a Flux object puts what it deploys. */
function destinationOf(object: KubernetesObject): string | undefined {
  return (
    stringAt(object, ["spec", "destination", "namespace"]) ??
    stringAt(object, ["spec", "targetNamespace"]) ??
    (object.kind === "HelmRelease" ? object.metadata.namespace : undefined)
  );
}

function labelOf(object: KubernetesObject, label: string): string | undefined {
  const found: Json | undefined = valueAt(object, ["metadata", "labels", label]);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The environment that a name begins or ends with; of several the longest: `prod-eu` before `eu`. */
function affixOf(name: string | undefined, environments: readonly string[]): string | undefined {
  if (name === undefined) return undefined;
  return environments
    .filter((environment) => withoutAffix(name, environment) !== name)
    .toSorted((a, b) => b.length - a.length)[0];
}

function withoutAffix(name: string, environment: string): string {
  for (const sign of ["-", ".", "_"]) {
    if (name.endsWith(sign + environment)) return name.slice(0, -(environment.length + 1)) || name;
    if (name.startsWith(environment + sign)) return name.slice(environment.length + 1) || name;
  }
  return name;
}

/** The environment that is a whole step of a path; the last one counts. */
function stepOf(path: string | undefined, environments: readonly string[]): string | undefined {
  return (path ?? "").split("/").findLast((step) => environments.includes(step));
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}
