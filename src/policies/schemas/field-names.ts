import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { resolveSchema } from "./packs.ts";

/**
 * The names that CEL rules of a CRD have for fields that are no CEL identifiers: `a-b` is `self.a__dash__b`
 * (apiserver pkg/cel/escaping.go). Keys of maps keep their names.
 */
const escapes: readonly (readonly [plain: string, escaped: string])[] = [
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
];

const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** A field as rules call it. */
export function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[./-]/g, (part) => {
    return escapes.find(([plain]) => plain === part)?.[1] ?? part;
  });
}

function plainName(name: string): string {
  const word = /^__(\w+?)__$/.exec(name)?.[1];
  if (word !== undefined && reserved.has(word)) return word;
  return name.replaceAll(/__(?:underscores|dot|dash|slash)__/g, (part) => {
    return escapes.find(([, escaped]) => escaped === part)?.[0] ?? part;
  });
}

/** An object with the fields that its schema names called as rules call them. */
export function withRuleNames(value: Json, schema: JsonObject, definitions: JsonObject): Json {
  if (Array.isArray(value)) {
    const items = resolveSchema(schema["items"], definitions);
    const list = value as readonly Json[];
    return items === undefined
      ? value
      : list.map((item) => withRuleNames(item, items, definitions));
  }
  if (!isJsonObject(value)) return value;
  const fields = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const others = resolveSchema(schema["additionalProperties"], definitions);
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const own = Object.hasOwn(fields, key) ? resolveSchema(fields[key], definitions) : undefined;
    const inner = own ?? others;
    const named = own === undefined ? key : escapeName(key);
    const plain = item ?? null;
    return [named, inner === undefined ? plain : withRuleNames(plain, inner, definitions)];
  });
  return Object.fromEntries(entries);
}

/** A path of such names as the file has them. */
export function pathInFile(
  path: readonly (string | number)[],
  value: Json,
): readonly (string | number)[] {
  let current: Json | undefined = value;
  return path.map((step) => {
    const container: object = typeof current === "object" && current !== null ? current : {};
    const known = typeof step === "number" || Object.hasOwn(container, step);
    const plain = known ? step : plainName(step);
    current = Reflect.get(container, plain) as Json | undefined;
    return plain;
  });
}
