import { isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import {
  isAtomicMap,
  isSameItem,
  listTypeOf,
  schemaWithin,
  type MergeSchema,
} from "./merge-lists.ts";
import type { Mutated } from "./mutated.ts";

/**
 * Merges an apply configuration into an object, as a server-side apply would (policy/mutating patch/smd.go): maps by
 * field, lists by their keys; what is atomic must not be in it.
 */
export function applyConfiguration(
  object: JsonObject,
  configuration: JsonObject,
  schema: MergeSchema,
): Mutated {
  const problems: string[] = [];
  const merged = mergeMaps(object, configuration, { schema, path: [], problems });
  const [message] = problems;
  if (message === undefined) return { kind: "mutated", value: merged };
  // What Kubernetes' own kinds merge is a table of ours, so it never refuses: only a schema does.
  return { kind: schema === undefined ? "unknown" : "problem", message };
}

interface At {
  readonly schema: MergeSchema;
  readonly path: readonly string[];
  /** Takes what can't be merged. */
  readonly problems: string[];
}

function mergeMaps(object: JsonObject, configuration: JsonObject, at: At): JsonObject {
  const merged = Object.entries(configuration).map(([key, value]): [string, Json] => {
    const own = Object.hasOwn(object, key) ? object[key] : undefined;
    // The top of a custom kind's schema says nothing of metadata: it is that of every kind.
    const isCommon = at.path.length === 0 && key === "metadata";
    const schema = isCommon ? undefined : schemaWithin(at.schema, key);
    return [key, mergeValues(own, value ?? null, { ...at, schema, path: [...at.path, key] })];
  });
  return Object.fromEntries([...Object.entries(object), ...merged]);
}

function mergeValues(own: Json | undefined, value: Json, at: At): Json {
  const field = at.path.at(-1) ?? "";
  if (isJsonObject(value)) {
    if (isAtomicMap(field, at.schema)) refuse(at, "which is only replaced as a whole");
    return mergeMaps(isJsonObject(own) ? own : {}, value, at);
  }
  if (!isList(value)) return value;
  return mergeLists(isList(own) ? own : [], value, at);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function mergeLists(own: readonly Json[], added: readonly Json[], at: At): readonly Json[] {
  const field = at.path.at(-1) ?? "";
  const merged = [...own];
  for (const item of added) {
    const type = listTypeOf(field, item, at.schema);
    if (type.kind === "atomic") {
      refuse(at, "a list that is only replaced as a whole");
      return own;
    }
    if (type.kind === "set") {
      if (!merged.includes(item)) merged.push(item);
      continue;
    }
    const index = merged.findIndex((other) => isSameItem(other, item, type.keys));
    const inner = { ...at, schema: schemaWithin(at.schema, "items") };
    if (index === -1) merged.push(mergeValues(undefined, item, inner));
    else merged[index] = mergeValues(merged[index], item, inner);
  }
  return merged;
}

function refuse({ problems, path }: At, why: string): void {
  problems.push(`an apply configuration must not hold ${path.join(".")}, ${why}`);
}
