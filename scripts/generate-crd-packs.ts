import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments } from "yaml";
import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../src/domain/json.ts";
import { readDeclaredKinds } from "./crd-packs/declarations.ts";
import { compactSchema, shareParts } from "./crd-packs/compact.ts";
import { packs, type PackSource } from "./crd-packs/sources.ts";

/**
 * Writes src/policies/schemas/packs: the schemas of the systems that Causeway works with, one file for each, made from
 * the CRDs in their Go modules and, where a module has none, from the declarations of an npm package.
 *
 *     node scripts/generate-crd-packs.ts GOMODCACHE NODE_MODULES
 *
 * GOMODCACHE: a folder into which `go mod download` has put the modules of crd-packs/sources.ts. NODE_MODULES: one with
 * its npm packages. Both may be temporary.
 */

/** A version of a kind: [group, version, kind, plural, namespaced, schema]. */
export interface FoundKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly schema: JsonObject;
}

function readCrds(folder: string): readonly FoundKind[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), "utf8")))
    .map((document): unknown => document.toJS())
    .filter((value) => isJsonObject(value))
    .filter((value) => value["kind"] === "CustomResourceDefinition")
    .flatMap(kindsOfCrd);
}

function kindsOfCrd(crd: JsonObject): readonly FoundKind[] {
  const versions: Json | undefined = valueAt(crd, ["spec", "versions"]);
  if (!Array.isArray(versions)) return [];
  return (versions as readonly Json[]).flatMap((version) => {
    const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
    if (!isJsonObject(schema) || valueAt(version, ["served"]) === false) return [];
    return [
      {
        group: stringAt(crd, ["spec", "group"]) ?? "",
        version: stringAt(version, ["name"]) ?? "",
        kind: stringAt(crd, ["spec", "names", "kind"]) ?? "",
        plural: stringAt(crd, ["spec", "names", "plural"]) ?? "",
        namespaced: stringAt(crd, ["spec", "scope"]) === "Namespaced",
        schema,
      },
    ];
  });
}

function found(source: PackSource, modules: string, packages: string): readonly FoundKind[] {
  const fromCrds = source.crds.flatMap(({ module, folder }) =>
    readCrds(join(modules, module, folder)),
  );
  const known = new Set(fromCrds.map(({ group, kind }) => `${group}/${kind}`));
  const declared = source.declarations.flatMap(({ name, groups }) =>
    readDeclaredKinds(join(packages, name), groups),
  );
  return [...fromCrds, ...declared.filter(({ group, kind }) => !known.has(`${group}/${kind}`))];
}

type Row = readonly [string, string, string, string, boolean, string];

function packOf(source: PackSource, kinds: readonly FoundKind[]): string {
  const schemas = kinds.map(({ schema }) => compactSchema(schema));
  const shared = shareParts(schemas);
  const rows = kinds.map(({ group, version, kind, plural, namespaced }): Row => {
    return [group, version, kind, plural, namespaced, `${group}/${version}/${kind}`];
  });
  const named = rows.map((row, index): [string, Json] => [row[5], shared.schemas[index] ?? {}]);
  const definitions = [...named, ...Object.entries(shared.definitions)];
  const lines = definitions.map(
    ([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  const sources = [
    ...source.crds.map(({ module }) => module),
    ...source.declarations.map(({ name, version }) => `${name}@${version}`),
  ];
  return `{"sources": ${JSON.stringify(sources)},\n"licence": ${JSON.stringify(source.licence)},\n"definitions": {\n${lines.join(",\n")}\n}}\n`;
}

function main(modules: string, packages: string): void {
  const target = new URL("../src/policies/schemas/packs/", import.meta.url);
  const index: Record<string, readonly Json[]> = {};
  for (const source of packs) {
    const kinds = found(source, modules, packages);
    writeFileSync(new URL(`${source.name}.json`, target), packOf(source, kinds));
    index[source.name] = kinds.map(({ group, version, kind, plural, namespaced }) => [
      group,
      version,
      kind,
      plural,
      namespaced,
    ]);
  }
  const lines = Object.entries(index).map(
    ([name, rows]) =>
      `${JSON.stringify(name)}: [\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`,
  );
  writeFileSync(new URL("index.json", target), `{\n${lines.join(",\n")}\n}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [modules = "", packages = ""] = process.argv.slice(2);
  main(modules, packages);
}
