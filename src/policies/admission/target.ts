import { isJsonObject, valueAt, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import { baseObjects, type ChangedObject, type JudgedChange } from "../check.ts";
import type { KindTable } from "../kinds.ts";
import { ownName } from "../subject.ts";

/** What the request for an object would carry, as far as it is known before there is a request. */
export interface Target {
  readonly operation: ChangedObject["operation"];
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly isNamespace: boolean;
  /** Empty when the cluster makes a name up (`generateName`), as in the request. */
  readonly name: string;
  /** As the request has it: for a Namespace, its own name. */
  readonly namespace?: string;
  /** As it will be; for a DELETE as it was. */
  readonly value: JsonObject;
  readonly old?: JsonObject;
  /** The object's own Namespace as the files have it: the one of the base branch first. */
  readonly namespaceObjects: readonly JsonObject[];
  /** Whether some file or Kubernetes itself defines the kind in some version. */
  readonly isDefined: boolean;
  /** Other versions in which the cluster serves the same object. */
  readonly otherVersions: readonly OtherVersion[];
}

/** Another version in which the cluster serves an object. */
export interface OtherVersion {
  readonly group: string;
  readonly version: string;
  /** Whether the object is the same in it but for its apiVersion; else only the cluster can convert it. */
  readonly sameFields: boolean;
}

/** The Namespaces of a name that the files have. */
export type NamespaceLookup = (name: string) => readonly JsonObject[];

/** The Namespaces of the base branch, then those of the change. */
export function namespacesOf(change: JudgedChange): NamespaceLookup {
  const byName = new Map<string, JsonObject[]>();
  for (const { resource, value } of [...baseObjects(change), ...change.brought]) {
    if (resource.apiVersion !== "v1" || resource.kind !== "Namespace") continue;
    const labelled = withNameLabel(value, resource.name);
    const others = byName.get(resource.name);
    if (others === undefined) byName.set(resource.name, [labelled]);
    else others.push(labelled);
  }
  return (name) => byName.get(name) ?? [];
}

/** A changed object as an admission request would name it. */
export function targetOf(
  changed: ChangedObject,
  kinds: KindTable,
  namespaces: NamespaceLookup,
): Target {
  const { resource, value } = changed.subject;
  const { apiVersion, kind } = resource;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(group === "" ? 0 : group.length + 1);
  const isNamespace = apiVersion === "v1" && kind === "Namespace";
  const namespaced = kinds.find(apiVersion, kind)?.namespaced ?? true;
  const name = ownName(value) ?? "";
  // The request for a Namespace has its name as the namespace too (apiserver endpoints/handlers/create.go).
  const namespace = isNamespace ? name || undefined : namespaced ? resource.namespace : undefined;
  const labelled = (object: JsonObject): JsonObject =>
    isNamespace ? withNameLabel(object, name) : object;
  return {
    operation: changed.operation,
    group,
    version,
    kind,
    resource: kinds.pluralOf(apiVersion, kind),
    namespaced,
    isNamespace,
    name,
    value: labelled(value),
    namespaceObjects: namespaced && namespace !== undefined ? namespaces(namespace) : [],
    isDefined: kinds.versionsOf(group, kind).length > 0,
    otherVersions: otherVersions({ group, version, kind }, kinds),
    ...(namespace === undefined ? {} : { namespace }),
    ...(changed.old === undefined ? {} : { old: labelled(changed.old) }),
  };
}

/** The API server gives each Namespace this label before any policy sees it (pkg/apis/core/v1 defaults.go). */
export function withNameLabel(namespace: JsonObject, name: string): JsonObject {
  const metadata = valueAt(namespace, ["metadata"]);
  const labels = valueAt(metadata, ["labels"]);
  if (name === "" || !isJsonObject(metadata)) return namespace;
  const own = isJsonObject(labels) ? labels : {};
  return {
    ...namespace,
    metadata: { ...metadata, labels: { ...own, "kubernetes.io/metadata.name": name } },
  };
}

/** Kinds that two groups serve from the same store (kube-apiserver pkg/controlplane, storageversion). */
const sameInOtherGroup: Readonly<Record<string, string>> = {
  "/Event": "events.k8s.io",
  "events.k8s.io/Event": "",
};

function otherVersions(
  { group, version, kind }: Pick<Target, "group" | "version" | "kind">,
  kinds: KindTable,
): readonly OtherVersion[] {
  const served = kinds.versionsOf(group, kind);
  // A version that is not served any more was converted by clusters that are older than what is known here.
  const isServed = served.some((known) => known.version === version);
  const others = served
    .filter((known) => known.version !== version)
    .map((known) => ({
      group,
      version: known.version,
      sameFields: known.conversion === "None" || !isServed,
    }));
  const elsewhere = sameInOtherGroup[`${group}/${kind}`];
  if (elsewhere === undefined) return others;
  const there = kinds
    .versionsOf(elsewhere, kind)
    .map((known) => ({ group: elsewhere, version: known.version, sameFields: false }));
  return [...others, ...there];
}
