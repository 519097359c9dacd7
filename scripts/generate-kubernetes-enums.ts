import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pack from "../src/policies/schemas/kubernetes.json" with { type: "json" };

/**
 * Writes src/policies/schemas/kubernetes-enums.json: the values that the API server takes where its models only say
 * "string". They are the constants of the types that k8s.io/api marks with `+enum`.
 *
 *     node scripts/generate-kubernetes-enums.ts FOLDER_OF_THE_GO_MODULE_k8s.io/api
 */

interface GoPackage {
  /** The values of each `+enum` type. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** The type of each field, by `Struct.jsonName`. */
  readonly fields: ReadonlyMap<string, string>;
}

function readPackage(folder: string): GoPackage {
  const text = readFileSync(join(folder, "types.go"), "utf8");
  const marked = new Set(
    [...text.matchAll(/\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string/g)].map(
      (match) => match[1] ?? "",
    ),
  );
  const enums = new Map<string, string[]>();
  for (const [, type = "", value = ""] of text.matchAll(/^\s+\w+\s+(\w+)\s+=\s+"([^"]*)"/gm)) {
    if (!marked.has(type)) continue;
    enums.set(type, [...(enums.get(type) ?? []), value]);
  }
  const fields = new Map<string, string>();
  for (const [, name = "", body = ""] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    for (const [, type = "", json = ""] of body.matchAll(
      /^\s+\w+\s+((?:\[\]|\*)*\w+)\s+`json:"(\w+)/gm,
    )) {
      fields.set(`${name}.${json}`, type);
    }
  }
  return { enums, fields };
}

/** The models of the client carry the version in front, and the group where names would clash. */
function modelsOf(struct: string, version: string): readonly string[] {
  const prefix = version.charAt(0).toUpperCase() + version.slice(1);
  const definitions = Object.keys(pack.definitions);
  return definitions.filter(
    (name) =>
      name === `${prefix}${struct}` || new RegExp(`^[A-Z][a-z]+${prefix}${struct}$`).test(name),
  );
}

function collect(folder: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const group of readdirSync(folder, { withFileTypes: true })) {
    if (!group.isDirectory()) continue;
    for (const version of readdirSync(join(folder, group.name), { withFileTypes: true })) {
      if (!version.isDirectory() || !/^v\d\w*$/.test(version.name)) continue;
      const { enums, fields } = readPackage(join(folder, group.name, version.name));
      for (const [place, type] of fields) {
        const values = enums.get(type.replace(/^(?:\[\]|\*)+/, ""));
        const [struct = "", field = ""] = place.split(".");
        if (values === undefined || /Status$|Condition$/.test(struct)) continue;
        for (const model of modelsOf(struct, version.name)) found[`${model}.${field}`] = values;
      }
    }
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const target = new URL("../src/policies/schemas/kubernetes-enums.json", import.meta.url);
  const source = {
    source: "k8s.io/api v0.36.3 (Apache-2.0)",
    fields: collect(process.argv[2] ?? ""),
  };
  writeFileSync(target, `${JSON.stringify(source)}\n`);
}
