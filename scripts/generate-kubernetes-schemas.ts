import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Writes src/policies/schemas/kubernetes.json from the models of @kubernetes/client-node: their attribute maps give
 * the fields, their declarations say which are required, the API classes give plural, scope and version of each kind.
 * Run oxfmt on the file afterwards, so that an upgrade can be read as a diff.
 */

interface Attribute {
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

interface Pack {
  /** Which package the pack was made from. */
  readonly source: string;
  /** [group, version, kind, plural, namespaced, definition] of each kind. */
  readonly kinds: readonly (readonly [string, string, string, string, boolean, string])[];
  /** For each definition: its fields with their types, and which are required. */
  readonly definitions: Readonly<
    Record<string, readonly [fields: Readonly<Record<string, string>>, required: readonly string[]]>
  >;
}

const quantityMaps = new Set([
  "limits",
  "requests",
  "capacity",
  "allocatable",
  "allocatedResources",
  "hard",
  "used",
  "min",
  "max",
  "default",
  "defaultRequest",
  "maxLimitRequestRatio",
  "overhead",
  "podFixed",
  "consumedCapacity",
]);
const quantities = new Set([
  "sizeLimit",
  "divisor",
  "averageValue",
  "value:V2MetricTarget",
  "value:V2MetricValueStatus",
  "quantity",
]);
const opaque = new Set(["any", "object", "V1MicroTime"]);

const gen = new URL("gen/", import.meta.resolve("@kubernetes/client-node"));

/** The pack, made anew from the installed package. */
export async function generatePack(): Promise<Pack> {
  const folder = fileURLToPath(new URL("models/", gen));
  const models = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith(".js"))
      .map((name) => name.slice(0, -3)),
  );
  const kinds = readKinds(models);
  const definitions: Record<
    string,
    readonly [Readonly<Record<string, string>>, readonly string[]]
  > = {};
  const waiting = [...kinds.map((kind) => kind[5]), "V1ObjectMeta"];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (Object.hasOwn(definitions, name)) continue;
    const attributes = await attributesOf(name);
    const types = attributes.map((attribute): [string, string] => [
      attribute.baseName,
      typeOf(attribute, name ?? "", models),
    ]);
    definitions[name] = [Object.fromEntries(types), requiredOf(name, attributes)];
    for (const [, type] of types) {
      const used = /#(\w+)$/.exec(type)?.[1];
      if (used !== undefined) waiting.push(used);
    }
  }
  const sorted = Object.entries(definitions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { source: sourcePackage(), kinds, definitions: Object.fromEntries(sorted) };
}

function sourcePackage(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", gen), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest
      ? manifest.version
      : "";
  return `@kubernetes/client-node ${String(version)}`;
}

function readKinds(models: ReadonlySet<string>): Pack["kinds"] {
  const folder = fileURLToPath(new URL("apis/", gen));
  const kinds: (readonly [string, string, string, string, boolean, string])[] = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith("Api.js"))) {
    const text = readFileSync(folder + name, "utf8");
    for (const part of text.split(/\n {4}async create/).slice(1)) {
      const kind = /^(?:Namespaced)?(\w+)\(/.exec(part)?.[1];
      const path = /localVarPath = '([^']+)'/.exec(part)?.[1];
      const model = /ObjectSerializer\.serialize\(body, "(\w+)"/.exec(part)?.[1];
      const place = /^\/apis?\/(?:([\w.]+)\/)?(v\w+)(\/namespaces\/\{namespace\})?\/(\w+)$/.exec(
        path ?? "",
      );
      if (kind === undefined || model === undefined || place === null || !models.has(model))
        continue;
      const [, group = "", version = "", namespaced, plural = ""] = place;
      kinds.push([group, version, kind, plural, namespaced !== undefined, model]);
    }
  }
  return kinds.toSorted((a, b) => (a.join(" ") < b.join(" ") ? -1 : 1));
}

async function attributesOf(name: string): Promise<readonly Attribute[]> {
  const loaded: unknown = await import(new URL(`models/${name}.js`, gen).href);
  const model: unknown = Reflect.get(Object(loaded), name);
  const map: unknown = Reflect.get(Object(model), "attributeTypeMap");
  return Array.isArray(map) ? (map as readonly Attribute[]) : [];
}

function requiredOf(name: string, attributes: readonly Attribute[]): readonly string[] {
  const text = readFileSync(new URL(`models/${name}.d.ts`, gen), "utf8");
  const required = new Set([...text.matchAll(/^ {4}'(\w+)':/gm)].map((match) => match[1]));
  return attributes
    .map(({ baseName }) => baseName)
    .filter((field) => required.has(field.replace("$", "")));
}

function typeOf(
  { baseName, type, format }: Attribute,
  owner: string,
  models: ReadonlySet<string>,
): string {
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map !== undefined) {
    const value =
      map === "string" && quantityMaps.has(baseName) ? "quantity" : scalar(map, "", models);
    return `{}${value}`;
  }
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) return `[]${scalar(item, format, models)}`;
  if (quantities.has(baseName) || quantities.has(`${baseName}:${owner}`)) return "quantity";
  return scalar(type, format, models);
}

function scalar(type: string, format: string, models: ReadonlySet<string>): string {
  if (type === "IntOrString" || format === "int-or-string") return "int-or-string";
  if (type === "number") return format === "double" ? "number" : "integer";
  if (type === "string" || type === "boolean") return type;
  if (type === "Date" || type === "V1MicroTime") return "string";
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) return `[]${scalar(item, format, models)}`;
  return opaque.has(type) || !models.has(type) ? "any" : `#${type}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const target = new URL("../src/policies/schemas/kubernetes.json", import.meta.url);
  writeFileSync(target, `${JSON.stringify(await generatePack())}\n`);
}
