import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../src/domain/json.ts";
import { entriesOf } from "./served-kinds.ts";

/** One composed object as a Composition's entry makes it: its base, with values copied from the composite. */
export function patchedBase(entry: Json, composite: JsonObject): JsonObject {
  const base = valueAt(entry, ["base"]);
  const start: JsonObject = isJsonObject(base) ? base : {};
  return entriesOf(valueAt(entry, ["patches"])).reduce<JsonObject>((object, patch) => {
    const from = pathOf(stringAt(patch, ["fromFieldPath"]) ?? "");
    const to = pathOf(stringAt(patch, ["toFieldPath"]) ?? stringAt(patch, ["fromFieldPath"]) ?? "");
    const value = transformed(valueAt(composite, from), patch);
    if (value === undefined || value === "" || to.length === 0) return object;
    const changed = withValue(object, to, value);
    return isJsonObject(changed) ? changed : object;
  }, start);
}

/** Only the transform that the seed's Composition uses: a map from text to text. */
function transformed(value: Json | undefined, patch: Json): Json | undefined {
  const maps = entriesOf(valueAt(patch, ["transforms"])).map((entry) => valueAt(entry, ["map"]));
  return maps.reduce<Json | undefined>(
    (current, map) => (typeof current === "string" ? valueAt(map, [current]) : current),
    value,
  );
}

/** `spec.forProvider.capabilities[0].name` as steps. */
function pathOf(text: string): readonly (string | number)[] {
  return text
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function withValue(
  target: Json | undefined,
  path: readonly (string | number)[],
  value: Json,
): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(target) ? [...(target as readonly Json[])] : [];
    list[step] = withValue(list[step], rest, value);
    return list;
  }
  const object = isJsonObject(target) ? target : {};
  return { ...object, [step]: withValue(object[step], rest, value) };
}
