import type { JsonObject } from "../../domain/json.ts";
import type { Subject } from "../subject.ts";
import { schemasFromCrd, schemasFromXrd, type KindSchema } from "./from-xrd.ts";
import { builtInDefinition } from "./kubernetes.ts";
import { packDefinitions, resolveSchema, shippedSchema } from "./packs.ts";
import { validateBy, type SchemaSource, type Validation } from "./validators.ts";

/** The schema of a kind as its CRD has it. */
export interface Structure {
  readonly schema: JsonObject;
  /** What `$ref` in it refers to. */
  readonly definitions: JsonObject;
}

/** The schemas of all kinds that are known. */
export interface SchemaSet {
  /** Validates an object, once. Undefined when its kind has no schema. */
  validate(subject: Subject): Validation | undefined;
  /** The schema of a CRD or XRD, whose rules (`x-kubernetes-validations`) hold too; undefined for built-in kinds. */
  structureOf(subject: Subject): Structure | undefined;
}

/**
 * Built-in and shipped kinds, and those that the given CRDs and XRDs define: these go before shipped ones, and the
 * first definition of a version counts.
 */
export function createSchemaSet(definitions: readonly Subject[]): SchemaSet {
  const defined = definedSchemas(definitions);
  const results = new WeakMap<Subject, Validation>();
  const sourceOf = (subject: Subject): SchemaSource | undefined => {
    const { apiVersion, kind } = subject.resource;
    const schema = defined.get(keyOf(apiVersion, kind));
    if (schema !== undefined) return { kind: "definition", schema: schema.schema };
    const name = builtInDefinition(apiVersion, kind);
    if (name !== undefined) return { kind: "builtIn", name };
    const shipped = shippedSchema(apiVersion, kind);
    return shipped === undefined ? undefined : { kind: "shipped", shipped };
  };
  return {
    validate(subject) {
      const known = results.get(subject);
      if (known !== undefined) return known;
      const source = sourceOf(subject);
      if (source === undefined) return undefined;
      const validation = validateBy(source, subject.value);
      results.set(subject, validation);
      return validation;
    },
    structureOf(subject) {
      const source = sourceOf(subject);
      if (source === undefined || source.kind === "builtIn") return undefined;
      if (source.kind === "definition") return { schema: source.schema, definitions: {} };
      const pack = packDefinitions(source.shipped.pack);
      const schema = resolveSchema(pack[source.shipped.name], pack);
      return schema === undefined ? undefined : { schema, definitions: pack };
    },
  };
}

function definedSchemas(definitions: readonly Subject[]): ReadonlyMap<string, KindSchema> {
  const defined = new Map<string, KindSchema>();
  for (const { value, resource } of definitions) {
    const schemas =
      resource.kind === "CompositeResourceDefinition"
        ? schemasFromXrd(value)
        : resource.kind === "CustomResourceDefinition"
          ? schemasFromCrd(value)
          : [];
    for (const schema of schemas) {
      const key = keyOf(schema.apiVersion, schema.kind);
      if (!defined.has(key)) defined.set(key, schema);
    }
  }
  return defined;
}

const keyOf = (apiVersion: string, kind: string): string => JSON.stringify([apiVersion, kind]);
