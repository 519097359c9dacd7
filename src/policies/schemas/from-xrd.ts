import { isJsonObject, stringAt, type Json, type JsonObject } from "../../domain/json.ts";
import { scopeOfXrd, servedVersions } from "../kinds.ts";

/** The schema of one version of a kind, before it is made strict. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: JsonObject;
}

const text = { type: "string" };
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});
const named = object({ name: text }, ["name"]);
const matchLabels = object({ matchLabels: { type: "object", additionalProperties: text } }, [
  "matchLabels",
]);
const choice = (...values: readonly string[]): JsonObject => ({ type: "string", enum: values });
const reference = (required: readonly string[]): JsonObject =>
  object({ apiVersion: text, kind: text, name: text, namespace: text }, required);

/** What people may set on claims and composite resources alike (crossplane-runtime pkg/xcrd/schemas.go). */
const composition = {
  compositionRef: named,
  compositionSelector: matchLabels,
  compositionRevisionRef: named,
  compositionRevisionSelector: matchLabels,
  compositionUpdatePolicy: choice("Automatic", "Manual"),
} as const;

const publishTo = object(
  {
    name: text,
    configRef: object({ name: text }),
    metadata: {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
    },
  },
  ["name"],
);

const claimFields: JsonObject = {
  ...composition,
  compositeDeletePolicy: choice("Background", "Foreground"),
  resourceRef: reference(["apiVersion", "kind", "name"]),
  publishConnectionDetailsTo: publishTo,
  writeConnectionSecretToRef: named,
};

const legacyFields: JsonObject = {
  ...composition,
  claimRef: reference(["apiVersion", "kind", "namespace", "name"]),
  environmentConfigRefs: { type: "array", items: reference([]) },
  resourceRefs: { type: "array", items: reference(["apiVersion", "kind"]) },
  publishConnectionDetailsTo: publishTo,
  writeConnectionSecretToRef: object({ name: text, namespace: text }, ["name", "namespace"]),
};

const modernFields: JsonObject = {
  crossplane: object({
    ...composition,
    resourceRefs: { type: "array", items: reference(["apiVersion", "kind"]) },
  }),
};

/**
 * The schemas of the kinds that a CompositeResourceDefinition defines: for each served version the composite and,
 * where it is offered, the claim, with the fields that Crossplane adds. Versions without a schema are left out.
 */
export function schemasFromXrd(xrd: JsonObject): readonly KindSchema[] {
  const group = stringAt(xrd, ["spec", "group"]);
  const composite = stringAt(xrd, ["spec", "names", "kind"]);
  const claim = stringAt(xrd, ["spec", "claimNames", "kind"]);
  if (group === undefined) return [];
  const machinery = scopeOfXrd(xrd) === "LegacyCluster" ? legacyFields : modernFields;
  return servedVersions(xrd).flatMap(({ name, schema }) => {
    if (schema === undefined) return [];
    const apiVersion = `${group}/${name}`;
    const made = (kind: string | undefined, fields: JsonObject): readonly KindSchema[] =>
      kind === undefined ? [] : [{ apiVersion, kind, schema: withMachinery(schema, fields) }];
    return [...made(composite, machinery), ...made(claim, claimFields)];
  });
}

const copiedOfSpec = [
  "required",
  "oneOf",
  "description",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];

/** Crossplane takes spec's fields and a few of its keywords, and writes status itself (pkg/xcrd/crd.go). */
function withMachinery(schema: JsonObject, fields: JsonObject): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const spec = isJsonObject(properties["spec"]) ? properties["spec"] : {};
  const own = isJsonObject(spec["properties"]) ? spec["properties"] : {};
  const kept: Record<string, Json> = {};
  for (const name of copiedOfSpec) {
    const value = spec[name];
    if (value !== undefined) kept[name] = value;
  }
  return {
    type: "object",
    properties: {
      spec: { ...kept, type: "object", properties: { ...own, ...fields } },
      status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
    required: ["spec"],
  };
}

/** The schemas of the kinds that a CustomResourceDefinition defines. */
export function schemasFromCrd(crd: JsonObject): readonly KindSchema[] {
  const group = stringAt(crd, ["spec", "group"]);
  const kind = stringAt(crd, ["spec", "names", "kind"]);
  if (group === undefined || kind === undefined) return [];
  return servedVersions(crd).flatMap(({ name, schema }) =>
    schema === undefined ? [] : [{ apiVersion: `${group}/${name}`, kind, schema }],
  );
}
