import type { JsonObject } from "../../domain/json.ts";
import { toCelObject } from "../cel/values.ts";
import type { Subject } from "../subject.ts";

const byKind = new WeakMap<readonly Subject[], Map<string, readonly Subject[]>>();

/** The objects of a kind among some, found once for each list: every object of a change asks for the same. */
export function objectsOfKind(
  subjects: readonly Subject[],
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): readonly Subject[] {
  const kinds = byKind.get(subjects) ?? new Map<string, readonly Subject[]>();
  byKind.set(subjects, kinds);
  const key = JSON.stringify([apiVersion, kind]);
  const found =
    kinds.get(key) ??
    subjects.filter(({ resource }) => resource.kind === kind && resource.apiVersion === apiVersion);
  kinds.set(key, found);
  return found;
}

const values = new WeakMap<JsonObject, unknown>();

/** A parameter object as expressions see it, made once. */
export function paramValue(value: JsonObject): unknown {
  if (!values.has(value)) values.set(value, toCelObject(value).value);
  return values.get(value);
}
