import { readFileSync } from "node:fs";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import type { Json } from "../../src/domain/json.ts";
import type { Catalog, Offering } from "../../src/domain/offering.ts";
import type { Platform, Team } from "../../src/domain/platform.ts";
import { stringifyYaml } from "../../src/yaml/stringify.ts";

/** The seed's own XRD and Composition, byte for byte. */
export const seedXrd = fixture("database-composition.yaml");
/** A real XRD of Crossplane v2 with nested objects, defaults and a list. */
export const sqlXrd = fixture("sqlinstances.yaml");

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/catalog/${name}`, import.meta.url), "utf8");
}

export const commands: Platform["commands"] = new Map([
  ["new-db", "databases.platform.example.com"],
]);

/** Teams by name; the namespace is the name. */
export function teams(...names: readonly string[]): Pick<Platform, "teams"> {
  return {
    teams: new Map<string, Team>(
      names.map((name) => [name, { name, github: `myorg/${name}`, namespace: name }]),
    ),
  };
}

export const twoTeams = teams("my-team", "team-alpha");

export function seedCatalog(): Catalog {
  return readCatalog([{ path: "compositions/database.yaml", content: seedXrd }], { commands });
}

/** `/platform new-db`. */
export function seedOffering(): Offering {
  return only(seedCatalog());
}

export function only(catalog: Catalog): Offering {
  const [offering] = catalog.offerings;
  if (offering === undefined) throw new Error(JSON.stringify(catalog.broken));
  return offering;
}

/** A namespaced XRD of v2 whose spec has this schema. */
export function xrdOf(spec: Json, kind = "Thing"): string {
  return stringifyYaml({
    apiVersion: "apiextensions.crossplane.io/v2",
    kind: "CompositeResourceDefinition",
    metadata: { name: `${kind.toLowerCase()}s.example.org` },
    spec: {
      group: "example.org",
      names: { kind, plural: `${kind.toLowerCase()}s` },
      versions: [
        {
          name: "v1",
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  });
}

export function readOne(content: string): Catalog {
  return readCatalog([{ path: "compositions/a.yaml", content }], { commands: new Map() });
}

/** The offering of an XRD whose spec has these properties, of which some are required. */
export function offeringOf(properties: Json, required: readonly string[] = []): Offering {
  return only(readOne(xrdOf({ type: "object", properties, required })));
}
