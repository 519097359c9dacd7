import { posix } from "node:path";
import { isJsonObject, stringAt, valueAt, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import type { Subject } from "../subject.ts";
import { entriesOf, type Reference } from "./reference.ts";

/** An object that files hold, or that something in them makes. */
export interface KnownObject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The folder of its file. */
  readonly folder: string;
  /** Absent for what is only made in the cluster. */
  readonly value?: JsonObject;
}

/** All objects that are known by name. */
export interface Inventory {
  /** The objects that a reference means. */
  find(reference: Reference, from: Subject): readonly KnownObject[];
  /** The objects of its kind that it could have meant: of the same namespace, or of the same folder. */
  candidates(reference: Reference, from: Subject): readonly KnownObject[];
  /** All of a kind that could be in the object's namespace, in the folder of its file. */
  besides(kinds: readonly string[], from: Subject): readonly KnownObject[];
}

/** What is in some files, and what the objects there will make: the Secret of an ExternalSecret, say. */
export function createInventory(subjects: Iterable<Subject>): Inventory {
  const byKind = new Map<string, KnownObject[]>();
  for (const subject of subjects) {
    for (const known of [objectOf(subject), ...madeBy(subject)]) {
      const key = `${known.group}/${known.kind}`;
      const others = byKind.get(key);
      if (others === undefined) byKind.set(key, [known]);
      else others.push(known);
    }
  }
  const ofKind = ({ group, kind }: Reference): readonly KnownObject[] =>
    byKind.get(`${group}/${kind}`) ?? [];
  return {
    find: (reference, from) =>
      ofKind(reference).filter(
        (known) => known.name === reference.name && mayBeIn(known, namespaceOf(reference, from)),
      ),
    candidates: (reference, from) =>
      ofKind(reference).filter((known) => isNear(known, namespaceOf(reference, from), from)),
    besides: (kinds, from) => {
      const folder = folderOf(from);
      return kinds
        .flatMap((kind) => byKind.get(kind) ?? [])
        .filter((known) => known.folder === folder && mayBeIn(known, from.resource.namespace));
    },
  };
}

function folderOf({ path }: Subject): string {
  return posix.dirname(path);
}

function objectOf(subject: Subject): KnownObject {
  const { apiVersion, kind, name, namespace } = subject.resource;
  const { value } = subject;
  return { group: groupOf(apiVersion), kind, name, namespace, folder: folderOf(subject), value };
}

/** Null: the other object is in no namespace. */
function namespaceOf(reference: Reference, from: Subject): string | null | undefined {
  return reference.namespace === undefined ? from.resource.namespace : reference.namespace;
}

/** A namespace that no file names is given when the file is applied: it may be any. */
function mayBeIn({ namespace }: KnownObject, wanted: string | null | undefined): boolean {
  return wanted === null || wanted === undefined || namespace === undefined || namespace === wanted;
}

function isNear(known: KnownObject, wanted: string | null | undefined, from: Subject): boolean {
  if (wanted === null) return true;
  const sameFolder = known.folder === folderOf(from);
  if (wanted === undefined || known.namespace === undefined) return sameFolder;
  return known.namespace === wanted;
}

/** Objects that controllers and generators make under a name that the file has. */
function madeBy(subject: Subject): readonly KnownObject[] {
  const { value, resource } = subject;
  const folder = folderOf(subject);
  const made = (kind: string, name: string | undefined, namespace = resource.namespace) =>
    name === undefined ? [] : [{ group: "", kind, name, namespace, folder }];
  const connection = valueAt(value, ["spec", "writeConnectionSecretToRef"]);
  const written = made(
    "Secret",
    stringAt(connection, ["name"]),
    stringAt(connection, ["namespace"]) ?? resource.namespace,
  );
  switch (`${groupOf(resource.apiVersion)}/${resource.kind}`) {
    case "external-secrets.io/ExternalSecret":
      return made("Secret", stringAt(value, ["spec", "target", "name"]) ?? resource.name);
    case "bitnami.com/SealedSecret":
      return made("Secret", resource.name);
    case "cert-manager.io/Certificate":
      return made("Secret", stringAt(value, ["spec", "secretName"]));
    case "networking.k8s.io/Ingress":
      return entriesOf(valueAt(value, ["spec", "tls"])).flatMap(([, tls]) =>
        made("Secret", stringAt(tls, ["secretName"])),
      );
    case "kustomize.config.k8s.io/Kustomization":
    case "kustomize.config.k8s.io/Component":
      return [
        ...generated(value, "configMapGenerator"),
        ...generated(value, "secretGenerator"),
      ].flatMap(([kind, name]) => made(kind, name, stringAt(value, ["namespace"])));
    default:
      return written;
  }
}

function generated(
  value: JsonObject,
  field: "configMapGenerator" | "secretGenerator",
): readonly (readonly [kind: string, name: string])[] {
  const kind = field === "configMapGenerator" ? "ConfigMap" : "Secret";
  return entriesOf(value[field]).flatMap(([, entry]) => {
    const name = isJsonObject(entry) ? stringAt(entry, ["name"]) : undefined;
    return name === undefined ? [] : [[kind, name] as const];
  });
}
