import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import { groupOf, type ResourceKind } from "../domain/kubernetes.ts";

/** A kind as a definition has it, with how the API server turns one of its versions into another. */
export interface DefinedKind extends ResourceKind {
  /** `None` changes nothing but the apiVersion; absent for kinds that the API server converts by its own code. */
  readonly conversion?: "None" | "Webhook";
}

/** The plural names, scopes and versions of kinds. */
export interface KindTable {
  /** What is known of a kind; undefined for one that neither Kubernetes nor the rules define. */
  find(apiVersion: string, kind: string): ResourceKind | undefined;
  /** The plural name in API paths, guessed as Kubernetes itself does (meta.UnsafeGuessKindToResource) when unknown. */
  pluralOf(apiVersion: string, kind: string): string;
  /** The versions of a group's kind that are known to be served, with how they are converted; empty when none is known. */
  versionsOf(group: string, kind: string): readonly DefinedKind[];
  /** The kinds with a plural name in a version of a group; none for a wildcard. */
  kindsOf(group: string, version: string, plural: string): readonly DefinedKind[];
}

/** Kinds that many repositories hold and whose definitions are rarely in them. */
const wellKnown: readonly (readonly [
  group: string,
  kind: string,
  plural: string,
  namespaced: boolean,
])[] = [
  ["argoproj.io", "Application", "applications", true],
  ["argoproj.io", "ApplicationSet", "applicationsets", true],
  ["argoproj.io", "AppProject", "appprojects", true],
  ["argoproj.io", "Rollout", "rollouts", true],
  ["kustomize.toolkit.fluxcd.io", "Kustomization", "kustomizations", true],
  ["helm.toolkit.fluxcd.io", "HelmRelease", "helmreleases", true],
  ["source.toolkit.fluxcd.io", "GitRepository", "gitrepositories", true],
  ["source.toolkit.fluxcd.io", "HelmRepository", "helmrepositories", true],
  ["source.toolkit.fluxcd.io", "OCIRepository", "ocirepositories", true],
  ["source.toolkit.fluxcd.io", "Bucket", "buckets", true],
  [
    "apiextensions.crossplane.io",
    "CompositeResourceDefinition",
    "compositeresourcedefinitions",
    false,
  ],
  ["apiextensions.crossplane.io", "Composition", "compositions", false],
  ["pkg.crossplane.io", "Provider", "providers", false],
  ["pkg.crossplane.io", "Function", "functions", false],
  ["pkg.crossplane.io", "Configuration", "configurations", false],
  ["external-secrets.io", "ExternalSecret", "externalsecrets", true],
  ["external-secrets.io", "SecretStore", "secretstores", true],
  ["external-secrets.io", "ClusterSecretStore", "clustersecretstores", false],
  ["monitoring.coreos.com", "ServiceMonitor", "servicemonitors", true],
  ["cert-manager.io", "ClusterIssuer", "clusterissuers", false],
];

/** A table of the given kinds; the first entry for a group, version and kind wins. */
export function createKindTable(kinds: readonly DefinedKind[]): KindTable {
  const byVersion = new Map<string, DefinedKind>();
  const byGroup = new Map<string, DefinedKind>();
  const versions = new Map<string, DefinedKind[]>();
  const add = (kind: DefinedKind): void => {
    const version = JSON.stringify([kind.group, kind.version, kind.kind]);
    const group = JSON.stringify([kind.group, kind.kind]);
    if (!byGroup.has(group)) byGroup.set(group, kind);
    if (byVersion.has(version)) return;
    byVersion.set(version, kind);
    const served = versions.get(group);
    if (served === undefined) versions.set(group, [kind]);
    else served.push(kind);
  };
  for (const kind of kinds) add(kind);
  for (const [group, kind, plural, namespaced] of wellKnown) {
    add({ group, version: "*", kind, plural, namespaced });
  }
  const find = (apiVersion: string, kind: string): ResourceKind | undefined => {
    const group = groupOf(apiVersion);
    const version = apiVersion.slice(group === "" ? 0 : group.length + 1);
    return (
      byVersion.get(JSON.stringify([group, version, kind])) ??
      byGroup.get(JSON.stringify([group, kind]))
    );
  };
  return {
    find,
    pluralOf: (apiVersion, kind) => find(apiVersion, kind)?.plural ?? guessPlural(kind),
    kindsOf: (group, version, plural) =>
      kinds.filter(
        (kind) => kind.group === group && kind.version === version && kind.plural === plural,
      ),
    versionsOf: (group, kind) =>
      (versions.get(JSON.stringify([group, kind])) ?? []).filter(({ version }) => version !== "*"),
  };
}

function guessPlural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith("s") || lower.endsWith("x") || lower.endsWith("ch")) return `${lower}es`;
  return lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/** The kinds that a CRD or an XRD defines, with the claim's. Empty for any other object. */
export function kindsDefinedBy(definition: JsonObject): readonly DefinedKind[] {
  const defines = stringAt(definition, ["kind"]);
  const group = stringAt(definition, ["spec", "group"]);
  if (group === undefined) return [];
  if (defines === "CustomResourceDefinition") {
    const namespaced = stringAt(definition, ["spec", "scope"]) === "Namespaced";
    return kindsNamed(definition, ["spec", "names"], { group, namespaced });
  }
  if (defines !== "CompositeResourceDefinition") return [];
  return [
    ...kindsNamed(definition, ["spec", "names"], {
      group,
      namespaced: scopeOfXrd(definition) === "Namespaced",
    }),
    ...kindsNamed(definition, ["spec", "claimNames"], { group, namespaced: true }),
  ];
}

/** v1 XRDs without a scope are `LegacyCluster`, v2 ones are `Namespaced` (crossplane apis/apiextensions). */
export function scopeOfXrd(definition: JsonObject): string {
  const isV2 = stringAt(definition, ["apiVersion"]) === "apiextensions.crossplane.io/v2";
  return stringAt(definition, ["spec", "scope"]) ?? (isV2 ? "Namespaced" : "LegacyCluster");
}

function kindsNamed(
  definition: JsonObject,
  path: readonly string[],
  scope: { readonly group: string; readonly namespaced: boolean },
): readonly DefinedKind[] {
  const kind = stringAt(definition, [...path, "kind"]);
  const plural = stringAt(definition, [...path, "plural"]);
  if (kind === undefined || plural === undefined) return [];
  const byWebhook = stringAt(definition, ["spec", "conversion", "strategy"]) === "Webhook";
  const conversion = byWebhook ? "Webhook" : "None";
  return servedVersions(definition).map(({ name }) => ({
    ...scope,
    version: name,
    kind,
    plural,
    conversion,
  }));
}

/** The versions that a CRD or XRD serves, with their schemas. */
export function servedVersions(
  definition: JsonObject,
): readonly { readonly name: string; readonly schema: JsonObject | undefined }[] {
  const versions: Json | undefined = valueAt(definition, ["spec", "versions"]);
  if (!Array.isArray(versions)) return [];
  return (versions as readonly Json[]).flatMap((version) => {
    const name = stringAt(version, ["name"]);
    const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
    if (name === undefined || valueAt(version, ["served"]) === false) return [];
    return [{ name, schema: isJsonObject(schema) ? schema : undefined }];
  });
}
