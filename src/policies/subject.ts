import type { JudgedResource, PolicyOutcome, PolicyResult } from "../domain/guardrail.ts";
import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import { groupOf } from "../domain/kubernetes.ts";
import type { Location } from "../domain/location.ts";
import type { YamlDocument } from "../yaml/documents.ts";

/** One Kubernetes object of a file, and where each part of it stands. */
export interface Subject {
  readonly path: string;
  readonly value: JsonObject;
  readonly resource: JudgedResource;
  /** The place of the value at a path; of the nearest parent's key where it is absent. */
  locate(path: readonly (string | number)[]): Location;
  /** The place of the key at a path. */
  locateKey(path: readonly (string | number)[]): Location;
  /** The first line of the object. */
  start(): Location;
}

/**
 * The objects of a document: itself, or the items of a list, also of lists in lists. As for kubectl, a list is what
 * has `items`, and items of a typed list (`ConfigMapList`) may leave out their apiVersion and kind
 * (apimachinery unstructured decodeToList). What has no apiVersion and kind is none.
 */
export function subjectsOf(document: YamlDocument, path: string): readonly Subject[] {
  return within(document, path, [], document.value);
}

function within(
  document: YamlDocument,
  path: string,
  prefix: readonly (string | number)[],
  value: Json,
): readonly Subject[] {
  const kind = stringAt(value, ["kind"]);
  const items = valueAt(value, ["items"]);
  if (kind?.endsWith("List") !== true || !isList(items))
    return subjectAt(document, path, prefix, value);
  const implied = impliedType(value, kind);
  return items.flatMap((item, index) =>
    within(document, path, [...prefix, "items", index], typed(item, implied)),
  );
}

type TypeOf = Readonly<Record<"apiVersion" | "kind", string>>;

function impliedType(list: Json, listKind: string): TypeOf | undefined {
  const apiVersion = stringAt(list, ["apiVersion"]);
  const kind = listKind.slice(0, -"List".length);
  return apiVersion === undefined || kind === "" ? undefined : { apiVersion, kind };
}

function typed(item: Json, implied: TypeOf | undefined): Json {
  const isBare =
    isJsonObject(item) && item["apiVersion"] === undefined && item["kind"] === undefined;
  return isBare && implied !== undefined ? { ...implied, ...item } : item;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function subjectAt(
  document: YamlDocument,
  path: string,
  prefix: readonly (string | number)[],
  value: Json,
): readonly Subject[] {
  const apiVersion = stringAt(value, ["apiVersion"]);
  const kind = stringAt(value, ["kind"]);
  if (!isJsonObject(value) || apiVersion === undefined || kind === undefined) return [];
  const namespace = stringAt(value, ["metadata", "namespace"]) || undefined;
  const name = ownName(value) ?? `${stringAt(value, ["metadata", "generateName"]) ?? ""}*`;
  const resource = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  let start: Location | undefined;
  const firstLine = (): Location => {
    const { startLine, startColumn } = document.locateKey([...prefix, "apiVersion"]);
    return { path, startLine, startColumn, endLine: startLine, endColumn: startColumn };
  };
  return [
    {
      path,
      value,
      resource,
      locate: (inner) => document.locate([...prefix, ...inner]),
      locateKey: (inner) => document.locateKey([...prefix, ...inner]),
      start: () => (start ??= firstLine()),
    },
  ];
}

/** The name that a file gives an object; undefined when the cluster makes one up (`generateName`). */
export function ownName(value: Json): string | undefined {
  return stringAt(value, ["metadata", "name"]) || undefined;
}

/** The same for both versions of an object, before and after a change, wherever its file is. */
export function identityOf(resource: JudgedResource): string {
  const { apiVersion, kind, namespace, name } = resource;
  return JSON.stringify([groupOf(apiVersion), kind, namespace ?? "", name]);
}

/** A result about an object; at its first line unless a better place is known. */
export function resultOn(
  subject: Subject,
  policy: { readonly policy: string; readonly validation: string },
  outcome: PolicyOutcome,
  told: { readonly message: string; readonly location?: Location },
): PolicyResult {
  return {
    policy: policy.policy,
    validation: policy.validation,
    resource: subject.resource,
    outcome,
    message: told.message,
    location: told.location ?? subject.start(),
  };
}
