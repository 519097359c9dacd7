import { readFileSync } from "node:fs";
import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { ResourceKind } from "../../domain/kubernetes.ts";
import { crossplaneKinds, crossplaneSchemas } from "./crossplane.ts";
import { kustomizeSchemas } from "./kustomize.ts";
import index from "./packs/index.json" with { type: "json" };

/** A schema that ships: in which pack, and under which name there. */
export interface ShippedSchema {
  readonly pack: string;
  readonly name: string;
}

const rowShape = z.tuple([z.string(), z.string(), z.string(), z.string(), z.boolean()]);
const packShape = z.object({
  definitions: z.record(
    z.string(),
    z.custom<JsonObject>((value) => isJsonObject(value)),
  ),
});

const rows = Object.entries(z.record(z.string(), z.array(rowShape)).parse(index)).flatMap(
  ([pack, kinds]) => kinds.map((row) => ({ pack, row })),
);

/** The kinds of Argo CD, Flux, Crossplane and others whose schemas ship. */
export const shippedKinds: readonly ResourceKind[] = [
  ...rows.map(({ row: [group, version, kind, plural, namespaced] }) => {
    return { group, version, kind, plural, namespaced };
  }),
  ...crossplaneKinds,
];

/** Packs that are no files. */
const written: Readonly<Record<string, JsonObject>> = {
  crossplane: crossplaneSchemas,
  kustomize: kustomizeSchemas,
};

const places = new Map<string, ShippedSchema>([
  ...rows.map(({ pack, row: [group, version, kind] }): [string, ShippedSchema] => [
    `${group}/${version}/${kind}`,
    { pack, name: `${group}/${version}/${kind}` },
  ]),
  ...Object.entries(written).flatMap(([pack, schemas]) =>
    Object.keys(schemas).map((name): [string, ShippedSchema] => [name, { pack, name }]),
  ),
]);

/** The shipped schema of a version of a kind. */
export function shippedSchema(apiVersion: string, kind: string): ShippedSchema | undefined {
  return places.get(`${apiVersion}/${kind}`);
}

const read = new Map<string, JsonObject>();

/**
 * The schemas of a pack by name, as CRDs have them; `{"$ref": "#/definitions/…"}` names another one of the same pack. A
 * pack is read when it is first needed: most changes need one or none.
 */
export function packDefinitions(pack: string): JsonObject {
  const known = read.get(pack);
  if (known !== undefined) return known;
  const definitions = written[pack] ?? readPack(pack);
  read.set(pack, definitions);
  return definitions;
}

function readPack(pack: string): JsonObject {
  const text = readFileSync(new URL(`packs/${pack}.json`, import.meta.url), "utf8");
  const parsed: unknown = JSON.parse(text);
  return packShape.parse(parsed).definitions;
}

/** What a schema stands for: itself, or the definition that it names. */
export function resolveSchema(schema: Json | undefined, pack: JsonObject): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  const named = pack[reference.replace("#/definitions/", "")];
  return isJsonObject(named) ? named : undefined;
}
