import { isDeepStrictEqual } from "node:util";
import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../../domain/json.ts";
import type { Mutated } from "./mutated.ts";

/**
 * Applies JSON Patch operations (RFC 6902) as the API server does (policy/mutating patch/json_patch.go): when a `test`
 * does not hold nothing is changed, and `replace` of a field that is not there sets it.
 */
export function applyJsonPatch(object: JsonObject, operations: Json): Mutated {
  if (!Array.isArray(operations)) return problem("the expression must give a list of JSONPatch");
  let current: Json = object;
  for (const operation of operations as readonly Json[]) {
    const result = applyOne(current, operation);
    if (result === undefined) return { kind: "mutated", value: object };
    if (typeof result === "string") return problem(result);
    current = result.value;
  }
  return isJsonObject(current)
    ? { kind: "mutated", value: current }
    : problem("it leaves no object");
}

function problem(message: string): Mutated {
  return { kind: "problem", message };
}

/** The document after an operation, `undefined` for a test that does not hold, or why there is none. */
type One = { readonly value: Json } | undefined | string;

function applyOne(document: Json, operation: Json): One {
  const op = stringAt(operation, ["op"]) ?? "";
  const path = pointerOf(stringAt(operation, ["path"]));
  const from = pointerOf(stringAt(operation, ["from"]));
  const value = valueAt(operation, ["value"]);
  if (path === undefined) return `${op} needs a path that is a JSON pointer`;
  const at = `/${path.join("/")}`;
  switch (op) {
    case "test":
      return isDeepStrictEqual(read(document, path) ?? null, value ?? null)
        ? { value: document }
        : undefined;
    case "add":
    case "replace":
      return placed(document, path, { value: value ?? null, insert: op === "add" }, at);
    case "remove":
      return removed(document, path) ?? `there is nothing to remove at ${at}`;
    case "copy":
    case "move": {
      const moved = from === undefined ? undefined : read(document, from);
      if (from === undefined || moved === undefined)
        return `there is nothing to ${op} at its "from"`;
      const rest = op === "move" ? removed(document, from) : { value: document };
      return rest === undefined
        ? `there is nothing to move at its "from"`
        : placed(rest.value, path, { value: moved, insert: true }, at);
    }
    default:
      return `there is no operation "${op}"`;
  }
}

function pointerOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || (text !== "" && !text.startsWith("/"))) return undefined;
  return text
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function read(document: Json, path: readonly string[]): Json | undefined {
  return valueAt(document, path);
}

type Placed = Exclude<One, undefined>;

interface New {
  readonly value: Json;
  /** In a list: before what is there, instead of in its place. */
  readonly insert: boolean;
}

function placed(document: Json, path: readonly string[], what: New, at: string): Placed {
  const [step, ...rest] = path;
  if (step === undefined) return { value: what.value };
  if (Array.isArray(document)) return placedInList(document as readonly Json[], path, what, at);
  if (!isJsonObject(document)) return `nothing can be set at ${at}`;
  const own = Object.hasOwn(document, step) ? document[step] : undefined;
  if (rest.length > 0 && own === undefined) return `there is no parent for ${at}`;
  const inner = rest.length === 0 ? { value: what.value } : placed(own ?? null, rest, what, at);
  return typeof inner === "string" ? inner : { value: withEntry(document, step, inner.value) };
}

function withEntry(object: JsonObject, key: string, value: Json): JsonObject {
  return Object.fromEntries([...Object.entries(object), [key, value]]);
}

function placedInList(
  list: readonly Json[],
  path: readonly string[],
  what: New,
  at: string,
): Placed {
  const [step = "", ...rest] = path;
  const index = step === "-" ? list.length : Number(step);
  const isNumber = step === "-" || /^(?:0|[1-9]\d*)$/.test(step);
  const adds = rest.length === 0 && what.insert;
  if (!isNumber || index > list.length || (!adds && index === list.length))
    return `there is no place ${at} in the list`;
  if (adds) return { value: list.toSpliced(index, 0, what.value) };
  const inner = placed(list[index] ?? null, rest, what, at);
  return typeof inner === "string" ? inner : { value: list.with(index, inner.value) };
}

function removed(document: Json, path: readonly string[]): { readonly value: Json } | undefined {
  const last = path.at(-1);
  const parent = path.slice(0, -1);
  const holder = read(document, parent);
  if (last === undefined || holder === undefined || read(document, path) === undefined)
    return undefined;
  const less: Json = Array.isArray(holder)
    ? (holder as readonly Json[]).toSpliced(Number(last), 1)
    : Object.fromEntries(Object.entries(holder ?? {}).filter(([key]) => key !== last));
  const made = placed(document, parent, { value: less, insert: false }, "");
  return typeof made === "string" ? undefined : made;
}
