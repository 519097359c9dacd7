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

/** The objects of a document: itself, or the items of a `List`. What has no apiVersion and kind is none. */
export function subjectsOf(document: YamlDocument, path: string): readonly Subject[] {
  const kind = stringAt(document.value, ["kind"]);
  const items = valueAt(document.value, ["items"]);
  if (kind?.endsWith("List") === true && isList(items)) {
    return items.flatMap((item, index) => subjectAt(document, path, ["items", index], item));
  }
  return subjectAt(document, path, [], document.value);
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
  const namespace = stringAt(value, ["metadata", "namespace"]);
  const name =
    stringAt(value, ["metadata", "name"]) ??
    `${stringAt(value, ["metadata", "generateName"]) ?? ""}*`;
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
