import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../src/domain/json.ts";
import type { FoundKind } from "../generate-crd-packs.ts";

/**
 * The kinds of some API groups of a @kubernetes-models package, read from its declarations (`GROUP/VERSION/KIND.d.ts`):
 * which fields there are, their types, which are required, and choices where they are written as such.
 */
export function readDeclaredKinds(folder: string, groups: readonly string[]): readonly FoundKind[] {
  return groups.flatMap((group) =>
    readdirSync(join(folder, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => kindsOf(join(folder, group, entry.name), group, entry.name)),
  );
}

function kindsOf(folder: string, group: string, version: string): readonly FoundKind[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".d.ts"))
    .toSorted()
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const kind = name.slice(0, -".d.ts".length);
      const isKind = text.includes(`"kind": "${kind}"`) && !kind.endsWith("List");
      if (!isKind) return [];
      const schema = typeIn(join(folder, name), `I${kind}`);
      return [{ group, version, kind, plural: pluralOf(kind), namespaced: true, schema }];
    });
}

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  return lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

const open: JsonObject = { "x-kubernetes-preserve-unknown-fields": true };
const text: JsonObject = { type: "string" };

/** Types of Kubernetes itself, which other packages declare. */
const known: Readonly<Record<string, JsonObject>> = {
  ObjectMeta: { type: "object", ...open },
  Time: text,
  Duration: text,
  JSON: open,
  Condition: { type: "object", ...open },
  LabelSelector: {
    type: "object",
    properties: {
      matchLabels: { type: "object", additionalProperties: text },
      matchExpressions: {
        type: "array",
        items: {
          type: "object",
          properties: { key: text, operator: text, values: { type: "array", items: text } },
          required: ["key", "operator"],
        },
      },
    },
  },
};

/** Choices that the declarations leave out (fluxcd/helm-controller api/v2: kubebuilder markers on types). */
const chosen: Readonly<Record<string, readonly string[]>> = {
  CRDsPolicy: ["Skip", "Create", "CreateReplace"],
  RemediationStrategy: ["rollback", "uninstall"],
  DriftDetectionMode: ["enabled", "warn", "disabled"],
  ServerSideApplyMode: ["enabled", "disabled", "auto"],
};

/** The schema of a type that a file exports, under its short name. */
function typeIn(path: string, name: string): JsonObject {
  const source = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const start = new RegExp(`export (?:interface|type) ${name}\\b([^{=]*)(=?)\\s*`).exec(source);
  if (start === null) throw new Error(`${path} has no ${name}`);
  const reader = { rest: source.slice(start.index + start[0].length), path, source };
  const bases = (start[1] ?? "").replace("extends", "").split(",");
  return bases
    .map((base) => base.trim())
    .filter((base) => base !== "" && base !== "TypeMeta")
    .reduce((schema, base) => joined(named(reader, base), schema), readType(reader));
}

function joined(base: JsonObject, schema: JsonObject): JsonObject {
  const properties = { ...fieldsOf(base), ...fieldsOf(schema) };
  const required = [base["required"], schema["required"]].flatMap((names) =>
    Array.isArray(names) ? (names as readonly Json[]) : [],
  );
  return { ...schema, properties, ...(required.length > 0 ? { required } : {}) };
}

function fieldsOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema["properties"]) ? schema["properties"] : {};
}

interface Reader {
  rest: string;
  readonly path: string;
  readonly source: string;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  const match = new RegExp(`^\\s*(?:${pattern.source})`).exec(reader.rest);
  if (match === null) return undefined;
  reader.rest = reader.rest.slice(match[0].length);
  return match;
}

function readType(reader: Reader): JsonObject {
  const choices: Json[] = [];
  const others: JsonObject[] = [];
  do {
    const literal = take(reader, /"([^"]*)"/);
    if (literal === undefined) others.push(readOne(reader));
    else choices.push(literal[1] ?? "");
  } while (take(reader, /\|/) !== undefined);
  const [first, second] = others;
  if (choices.length > 0) return { type: "string", enum: choices };
  if (second !== undefined) return { "x-kubernetes-int-or-string": true };
  return first ?? open;
}

function readOne(reader: Reader): JsonObject {
  if (take(reader, /Array</) !== undefined) {
    const items = readType(reader);
    take(reader, />/);
    return { type: "array", items };
  }
  if (take(reader, /\{\s*\[key: string\]:/) !== undefined) {
    const value = readType(reader);
    take(reader, /;?\s*\}/);
    return { type: "object", additionalProperties: value };
  }
  if (take(reader, /\{/) !== undefined) return readFields(reader);
  const word = take(reader, /(\w+)/)?.[1] ?? "";
  return named(reader, word);
}

function readFields(reader: Reader): JsonObject {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (
    let field = take(reader, /"([^"]+)"(\??):/);
    field !== undefined;
    field = take(reader, /"([^"]+)"(\??):/)
  ) {
    const [, name = "", optional] = field;
    properties[name] = readType(reader);
    if (optional === "" && !["apiVersion", "kind"].includes(name)) required.push(name);
    take(reader, /;/);
  }
  take(reader, /\}/);
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

function named(reader: Reader, word: string): JsonObject {
  if (word === "string" || word === "boolean") return { type: word };
  if (word === "number") return { type: "integer" };
  if (word === "any" || word === "unknown") return open;
  const choices = Object.entries(chosen).find(([name]) => word.endsWith(name))?.[1];
  if (choices !== undefined) return { type: "string", enum: [...choices] };
  const own = Object.entries(known).find(([name]) => new RegExp(`(?:V1|^I)${name}$`).test(word));
  if (own !== undefined) return own[1];
  const from = new RegExp(`import \\{[^}]*\\b${word}\\b[^}]*\\} from "([^"]+)"`).exec(
    reader.source,
  );
  const specifier = from?.[1];
  if (specifier === undefined || !specifier.startsWith(".")) return open;
  const path = resolve(dirname(reader.path), specifier.replace(/(?:\.js)?$/, ".d.ts"));
  if (!existsSync(path)) return open;
  const short = /([^/]+)\.d\.ts$/.exec(path)?.[1] ?? "";
  return typeIn(path, `I${short}`);
}
