import { isJsonObject, stringAt, type Json, type JsonObject } from "../../domain/json.ts";
import { blame } from "../cel/blame.ts";
import type { Bindings, Compiled } from "../cel/environment.ts";
import { evaluate } from "../cel/evaluate.ts";
import { toCelObject, type CelObject, type Path } from "../cel/values.ts";
import { escapeName, pathInFile, withRuleNames } from "./field-names.ts";
import { resolveSchema } from "./packs.ts";
import { asOptional, compileRule } from "./rule-expressions.ts";
import type { Structure } from "./schema-set.ts";

/** What a rule of a CRD (`x-kubernetes-validations`) says of an object that it refuses, or that it can't judge. */
export interface RuleFinding {
  readonly kind: "refused" | "notEvaluable";
  readonly message: string;
  /** The field that Kubernetes names. */
  readonly field: Path;
  /** The value that made the rule fail, as exactly as it can be known. */
  readonly path: Path;
  /** FieldValueInvalid unless the rule says otherwise. */
  readonly reason: string;
}

interface Place {
  readonly schema: JsonObject;
  readonly value: unknown;
  /** Undefined where there was no such value before, or none that this one surely continues. */
  readonly old: unknown;
  readonly path: Path;
}

interface Run {
  readonly structure: Structure;
  readonly object: CelObject;
  readonly file: JsonObject;
}

/**
 * Every rule of a schema on an object with its defaults, and on what it was before: as the API server does for custom
 * resources (apiextensions-apiserver pkg/apiserver/schema/cel/validation.go). Rules about a change (`oldSelf`) hold
 * only where there was a value before, unless they have `optionalOldSelf`.
 */
export function* evaluateRules(
  structure: Structure,
  value: JsonObject,
  old: JsonObject | undefined,
): Iterable<RuleFinding> {
  if (!hasRules(structure)) return;
  const { schema, definitions } = structure;
  const object = toCelObject(withRuleNames(value, schema, definitions));
  const before =
    old === undefined ? undefined : toCelObject(withRuleNames(old, schema, definitions)).value;
  const run = { structure, object, file: value };
  yield* atPlace(run, { schema, value: object.value, old: before, path: [] });
}

const ruled = new WeakMap<JsonObject, boolean>();

/** Most schemas have no rule at all: then no object need be copied. */
function hasRules({ schema, definitions }: Structure): boolean {
  const known = ruled.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  const any =
    text.includes('"x-kubernetes-validations"') ||
    (text.includes('"$ref"') && JSON.stringify(definitions).includes('"x-kubernetes-validations"'));
  ruled.set(schema, any);
  return any;
}

function* atPlace(run: Run, place: Place): Iterable<RuleFinding> {
  const { schema, value } = place;
  // A null that the schema allows is no value to judge.
  if (value === null || value === undefined) return;
  const rules = schema["x-kubernetes-validations"];
  if (Array.isArray(rules)) {
    for (const rule of rules as readonly Json[]) {
      const finding = isJsonObject(rule) ? judge(rule, run, place) : undefined;
      if (finding !== undefined) yield finding;
    }
  }
  for (const inner of insideOf(run, place)) yield* atPlace(run, inner);
}

function* insideOf({ structure }: Run, { schema, value, old, path }: Place): Iterable<Place> {
  const { definitions } = structure;
  if (Array.isArray(value)) {
    const items = resolveSchema(schema["items"], definitions);
    if (items === undefined) return;
    for (const [index, item] of value.entries()) {
      const before = continued(schema, item, old);
      yield { schema: items, value: item, old: before, path: [...path, index] };
    }
  }
  if (!(value instanceof Map)) return;
  const before = old instanceof Map ? old : new Map<unknown, unknown>();
  const fields = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const others = resolveSchema(schema["additionalProperties"], definitions);
  const names = new Map(Object.keys(fields).map((name) => [escapeName(name), name]));
  for (const [key, item] of value as ReadonlyMap<string, unknown>) {
    const name = names.get(key);
    const inner = name === undefined ? others : resolveSchema(fields[name], definitions);
    if (inner !== undefined) {
      yield { schema: inner, value: item, old: before.get(key), path: [...path, key] };
    }
  }
}

/** What an entry of a list was before: known only where the list is a map by some keys. */
function continued(schema: JsonObject, item: unknown, old: unknown): unknown {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (schema["x-kubernetes-list-type"] !== "map" || !Array.isArray(keys)) return undefined;
  if (!Array.isArray(old) || !(item instanceof Map)) return undefined;
  return (old as readonly unknown[]).find(
    (other) => other instanceof Map && keys.every((key) => other.get(key) === item.get(key)),
  );
}

function judge(rule: JsonObject, run: Run, place: Place): RuleFinding | undefined {
  const expression = stringAt(rule, ["rule"])?.trim() ?? "";
  const about = readsOldSelf(rule);
  const optional = rule["optionalOldSelf"] === true;
  if (about && !optional && place.old === undefined) return undefined;
  const compiled = compileRule(expression);
  const field = pathInFile([...place.path, ...fieldOf(rule)], run.file);
  const reason = stringAt(rule, ["reason"]) ?? "FieldValueInvalid";
  if (compiled.kind === "problem") {
    const message = `the rule ${expression} can't be read here: ${compiled.message}`;
    return { kind: "notEvaluable", message, field, path: field, reason };
  }
  const bindings = {
    self: place.value,
    ...(about ? { oldSelf: optional ? asOptional(place.old) : place.old } : {}),
  };
  const came = evaluate(compiled, bindings);
  if (came.kind === "value" && came.value === true) return undefined;
  const why =
    came.kind === "value"
      ? messageOf(rule, bindings)
      : `${ownMessage(rule)} (the rule could not be evaluated: ${came.message})`;
  const path =
    stringAt(rule, ["fieldPath"]) === undefined ? blamed(compiled, bindings, run, place) : field;
  return { kind: "refused", message: why, field, path, reason };
}

function readsOldSelf(rule: JsonObject): boolean {
  return /\boldSelf\b/.test(stringAt(rule, ["rule"]) ?? "");
}

function ownMessage(rule: JsonObject): string {
  const message = stringAt(rule, ["message"])?.trim();
  return message === undefined || message === ""
    ? `failed rule: ${stringAt(rule, ["rule"])?.trim() ?? ""}`
    : message;
}

/** apiserver pkg/cel/limits.go: a longer message is left out. */
const longestMessage = 5 * 1024;

/** messageExpression when it gives one line of text, else message, else the rule. */
function messageOf(rule: JsonObject, bindings: Bindings): string {
  const expression = stringAt(rule, ["messageExpression"])?.trim() ?? "";
  const compiled = expression === "" ? undefined : compileRule(expression);
  const told = compiled?.kind === "compiled" ? evaluate(compiled, bindings) : undefined;
  if (told?.kind === "value" && typeof told.value === "string") {
    const text = told.value.trim();
    if (text !== "" && text.length <= longestMessage && !text.includes("\n")) return text;
  }
  return ownMessage(rule);
}

/** The steps of a rule's fieldPath: `.a.b`, `.a['b.c']`. */
function fieldOf(rule: JsonObject): Path {
  const text = stringAt(rule, ["fieldPath"]) ?? "";
  return [...text.matchAll(/\.([^.[]+)|\['((?:[^'\\]|\\.)*)'\]/g)].map(
    ([, name, quoted]) => name ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1"),
  );
}

function blamed(compiled: Compiled, bindings: Bindings, run: Run, place: Place): Path {
  const found = blame(compiled.ast, true, {
    object: run.object,
    bindings,
    variables: new Map(),
    paths: new Map([["self", place.path]]),
    depth: 0,
    elements: [],
  });
  const inside = found !== undefined && place.path.every((step, index) => found[index] === step);
  return pathInFile(inside ? found : place.path, run.file);
}
