import { stringAt, valueAt, type Json } from "../../src/domain/json.ts";
import { groupOf, type KubernetesObject, type ResourceKind } from "../../src/domain/kubernetes.ts";

const application: ResourceKind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

/** What services run as. */
const workloads: readonly ResourceKind[] = [
  { group: "apps", version: "v1", kind: "Deployment", plural: "deployments", namespaced: true },
  { group: "", version: "v1", kind: "Service", plural: "services", namespaced: true },
  { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true },
];

/** The kinds that the simulated cluster serves: Argo CD's, those that services run as, and what XRDs and Compositions bring. */
export interface ServedKinds {
  all(): readonly ResourceKind[];
  find(apiVersion: string, kind: string): ResourceKind | undefined;
  /** Installs what an XRD defines, or the kinds that a Composition makes. */
  install(definition: KubernetesObject): void;
  add(kind: ResourceKind): void;
}

export function createServedKinds(): ServedKinds {
  const kinds = new Map<string, ResourceKind>();
  const add = (kind: ResourceKind): void => {
    kinds.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
  };
  for (const kind of [application, ...workloads]) add(kind);
  return {
    all: () => [...kinds.values()],
    find: (apiVersion, kind) =>
      [...kinds.values()].find(
        (served) => served.kind === kind && apiVersionOf(served) === apiVersion,
      ),
    install(definition) {
      if (definition.kind === "CompositeResourceDefinition") kindsOfXrd(definition).forEach(add);
      if (definition.kind === "Composition") kindsOfComposition(definition).forEach(add);
    },
    add,
  };
}

export function apiVersionOf({ group, version }: ResourceKind): string {
  return group === "" ? version : `${group}/${version}`;
}

function kindsOfXrd(xrd: KubernetesObject): readonly ResourceKind[] {
  const group = stringAt(xrd, ["spec", "group"]) ?? "";
  const scope = stringAt(xrd, ["spec", "scope"]);
  const isV2 = xrd.apiVersion.endsWith("/v2");
  const namespacedXr = scope === "Namespaced" || (scope === undefined && isV2);
  return entriesOf(valueAt(xrd, ["spec", "versions"])).flatMap((entry) => {
    const version = stringAt(entry, ["name"]) ?? "";
    return [
      ...kindNamed(xrd, "names", { group, version, namespaced: namespacedXr }),
      ...kindNamed(xrd, "claimNames", { group, version, namespaced: true }),
    ];
  });
}

function kindNamed(
  xrd: KubernetesObject,
  names: "names" | "claimNames",
  rest: Pick<ResourceKind, "group" | "version" | "namespaced">,
): readonly ResourceKind[] {
  const kind = stringAt(xrd, ["spec", names, "kind"]);
  const plural = stringAt(xrd, ["spec", names, "plural"]);
  return kind === undefined || plural === undefined ? [] : [{ ...rest, kind, plural }];
}

/** Providers' kinds: their CRDs are not in the repository, so the plural is the usual one and they are cluster-scoped. */
function kindsOfComposition(composition: KubernetesObject): readonly ResourceKind[] {
  return entriesOf(valueAt(composition, ["spec", "resources"])).flatMap((entry) => {
    const apiVersion = stringAt(entry, ["base", "apiVersion"]) ?? "";
    const kind = stringAt(entry, ["base", "kind"]);
    if (kind === undefined) return [];
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    const plural = `${kind.toLowerCase()}s`;
    return [{ group: groupOf(apiVersion), version, kind, plural, namespaced: false }];
  });
}

/** A list in an object, or an empty one. */
export function entriesOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
