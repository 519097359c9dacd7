import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Problem } from "../../domain/location.ts";
import type { ObjectTarget } from "../../domain/offering.ts";
import type { YamlDocument } from "../../yaml/documents.ts";
import { humanise } from "../humanise.ts";
import { schemaProblem } from "../object-validator.ts";
import type { OfferingDraft, OfferingSource } from "../offering-source.ts";
import { schemaFields } from "../schema-fields.ts";
import { schemaMistakes } from "../schema-mistakes.ts";
import { objectSchema } from "../strict-schema.ts";
import { hiddenFields, machineryFields } from "./crossplane-machinery.ts";
import { documentationLinks } from "./documentation-links.ts";

type Path = readonly (string | number)[];

/**
 * Crossplane's CompositeResourceDefinition, v1 and v2 (crossplane apis/apiextensions/{v1,v2}/xrd_types.go).
 * What is written: the claim where an XRD of v1 offers one; else the composite resource itself, in the team's
 * namespace when its scope is Namespaced.
 */
export const xrdSource: OfferingSource = {
  kind: "xrd",
  marker: "CompositeResourceDefinition",
  recognises: (value) =>
    stringAt(value, ["kind"]) === "CompositeResourceDefinition" &&
    (stringAt(value, ["apiVersion"]) ?? "").startsWith("apiextensions.crossplane.io/"),
  read: (document, path) => {
    const reading = readXrd(document, path);
    if (reading.kind === "offering") return { kind: "offering", draft: reading.draft, document };
    const name = nameOf(document.value) ?? path;
    return { kind: "broken", broken: { name, path, problems: reading.problems } };
  },
};

type Reading =
  | { readonly kind: "offering"; readonly draft: OfferingDraft }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

function readXrd(document: YamlDocument, path: string): Reading {
  const { value } = document;
  /** A map or a list is pointed at by its key: its own start is a line further down. */
  const at = (where: Path, message: string): Problem => {
    const isText = typeof valueAt(value, where) !== "object";
    return { location: isText ? document.locate(where) : document.locateKey(where), message };
  };
  const missing = missingNames(value, at);
  if (missing.length > 0) return { kind: "problems", problems: missing };
  const version = referenceableVersion(value, at);
  if ("message" in version) return { kind: "problems", problems: [version] };
  const schemaPath: Path = [...version.path, "schema", "openAPIV3Schema"];
  const schema = valueAt(value, schemaPath);
  if (!isJsonObject(schema)) {
    const message = `Version "${version.name}" has no schema.openAPIV3Schema, so nobody can know what to ask. Describe the fields there, under properties.spec.`;
    return { kind: "problems", problems: [at(schemaPath, message)] };
  }
  const spec = valueAt(schema, ["properties", "spec"]) ?? { type: "object", properties: {} };
  const specPath: Path = [...schemaPath, "properties", "spec"];
  if (!isJsonObject(spec)) {
    return {
      kind: "problems",
      problems: [at(specPath, '"spec" must be a schema of type object.')],
    };
  }
  const mistakes = schemaMistakes({ type: "object", ...spec });
  if (mistakes.length > 0) {
    const problems = mistakes.map((mistake) => at([...specPath, ...mistake.path], mistake.message));
    return { kind: "problems", problems };
  }
  const draft = draftOf({ value, version: version.name, schema, spec, path });
  const unusable = schemaProblem(draft.schema);
  if (unusable === undefined) return { kind: "offering", draft };
  return { kind: "problems", problems: [at(specPath, `This schema is not valid: ${unusable}.`)] };
}

/** The name that it would be offered under: the claim's where there is one. */
function nameOf(value: Json): string | undefined {
  const claims = isLegacy(value) ? stringAt(value, ["spec", "claimNames", "plural"]) : undefined;
  const group = stringAt(value, ["spec", "group"]);
  return claims === undefined || group === undefined
    ? stringAt(value, ["metadata", "name"])
    : `${claims}.${group}`;
}

type At = (where: Path, message: string) => Problem;

function missingNames(value: Json, at: At): readonly Problem[] {
  const needed: readonly Path[] = [
    ["metadata", "name"],
    ["spec", "group"],
    ["spec", "names", "kind"],
    ["spec", "names", "plural"],
    ...(isJsonObject(valueAt(value, ["spec", "claimNames"]))
      ? ([
          ["spec", "claimNames", "kind"],
          ["spec", "claimNames", "plural"],
        ] as const)
      : []),
  ];
  const missing = needed
    .filter((where) => !wellFormed(where.at(-1), stringAt(value, where) ?? ""))
    .map((where) =>
      at(where, `${where.join(".")} is missing, or is no such name as Kubernetes has.`),
    );
  const scope = valueAt(value, ["spec", "scope"]);
  const known =
    scope === undefined ||
    scope === "Namespaced" ||
    scope === "Cluster" ||
    scope === "LegacyCluster";
  if (known) return missing;
  const message = "spec.scope must be Namespaced or Cluster (or LegacyCluster in v1).";
  return [...missing, at(["spec", "scope"], message)];
}

/** A kind is one word of letters and digits; groups, plurals and names are lower case, as in a web address. */
function wellFormed(key: string | number | undefined, text: string): boolean {
  return key === "kind" || key === "singular"
    ? /^[A-Za-z][A-Za-z0-9]{0,62}$/.test(text)
    : /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(text);
}

interface Version {
  readonly name: string;
  readonly path: Path;
}

/** Crossplane composes one version only: the one that is referenceable. */
function referenceableVersion(value: Json, at: At): Version | Problem {
  const where: Path = ["spec", "versions"];
  const list = valueAt(value, where);
  if (!Array.isArray(list) || list.length === 0) {
    return at(where, "spec.versions must list at least one version.");
  }
  const found = (list as readonly Json[]).flatMap((version, index) =>
    valueAt(version, ["referenceable"]) === true ? [{ version, path: [...where, index] }] : [],
  );
  const [first, second] = found;
  if (first === undefined) {
    const message =
      'No version is referenceable, so Crossplane would compose none. Set "referenceable: true" on the version to use.';
    return at(where, message);
  }
  if (second !== undefined) {
    const message =
      'Two versions are referenceable. Crossplane allows one: set "referenceable: false" on the others.';
    return at([...second.path, "referenceable"], message);
  }
  const name = stringAt(first.version, ["name"]);
  if (name === undefined) return at(first.path, "This version has no name.");
  if (valueAt(first.version, ["served"]) === true) return { name, path: first.path };
  const message = `Version "${name}" is referenceable but not served. Set "served: true".`;
  return at([...first.path, "served"], message);
}

interface XrdParts {
  readonly value: Json;
  readonly version: string;
  readonly schema: JsonObject;
  readonly spec: JsonObject;
  readonly path: string;
}

function draftOf({ value, version, schema, spec, path }: XrdParts): OfferingDraft {
  const legacy = isLegacy(value);
  const names =
    legacy && isJsonObject(valueAt(value, ["spec", "claimNames"])) ? "claimNames" : "names";
  const named = (key: string): string => stringAt(value, ["spec", names, key]) ?? "";
  const group = stringAt(value, ["spec", "group"]) ?? "";
  const kind = named("kind");
  const target: ObjectTarget = {
    apiVersion: `${group}/${version}`,
    kind,
    plural: named("plural"),
    namespaced: legacy ? names === "claimNames" : stringAt(value, ["spec", "scope"]) !== "Cluster",
  };
  const shape = legacy ? (names === "claimNames" ? "claim" : "legacyComposite") : "composite";
  const hidden = hiddenFields[shape];
  const nameSchema = valueAt(schema, ["properties", "metadata", "properties", "name"]);
  const { fields, unsupported } = schemaFields(spec, hidden);
  const documentation = documentationLinks(value);
  return {
    name: `${target.plural}.${group}`,
    shortName: (wellFormed("singular", named("singular")) ? named("singular") : kind).toLowerCase(),
    title: humanise(kind),
    description: descriptionOf(schema, spec) ?? `Makes a ${kind} (${group}).`,
    source: { kind: "xrd", path },
    ...(documentation.links.length === 0 ? {} : { documentation: documentation.links }),
    schema: objectSchema(target, spec, {
      machinery: machineryFields(shape),
      name: isJsonObject(nameSchema) ? nameSchema : {},
    }),
    fields,
    unsupported: [...unsupported, ...documentation.unsupported],
    target,
  };
}

/** v1 has the scope LegacyCluster by default, v2 Namespaced. */
function isLegacy(value: Json): boolean {
  const scope = stringAt(value, ["spec", "scope"]);
  if (scope !== undefined) return scope === "LegacyCluster";
  return stringAt(value, ["apiVersion"]) === "apiextensions.crossplane.io/v1";
}

function descriptionOf(schema: JsonObject, spec: JsonObject): string | undefined {
  return [schema["description"], spec["description"]]
    .filter((text) => typeof text === "string")
    .map((text) => text.trim())
    .find((text) => text !== "");
}
