import { isJsonObject, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { ValuePath } from "../../domain/service.ts";
import type { YamlDocument } from "../../yaml/documents.ts";
import { argoGroup, asKubernetesObject, type Deployer, type OwnScalar } from "./deployer.ts";
import { parametersOf, type ParameterSet, type SetSource } from "./set-parameters.ts";

/**
 * The Applications that an ApplicationSet makes, as far as its files tell. One whose name still holds a template is left
 * out: then only the cluster knows it.
 */
export function applicationsOf(document: YamlDocument, source: SetSource): readonly Deployer[] {
  const spec = valueAt(document.value, ["spec"]);
  const generators = valueAt(spec, ["generators"]);
  const template = valueAt(spec, ["template"]);
  if (!Array.isArray(generators) || !isJsonObject(template)) return [];
  const namespace = valueAt(document.value, ["metadata", "namespace"]);
  return (generators as readonly Json[]).flatMap((generator, index) => {
    const sets = parametersOf(generator, ["spec", "generators", index], source) ?? [];
    return sets.flatMap((set) => applicationOf({ template, namespace, source }, set) ?? []);
  });
}

interface Template {
  readonly template: JsonObject;
  /** The ApplicationSet's own: its Applications are in the same. */
  readonly namespace: Json | undefined;
  readonly source: SetSource;
}

function applicationOf(whole: Template, set: ParameterSet): Deployer | undefined {
  const { template, namespace } = whole;
  const filled = filledIn(template, set);
  const metadata = isJsonObject(filled) ? filled["metadata"] : undefined;
  if (!isJsonObject(filled) || !isJsonObject(metadata)) return undefined;
  const object = asKubernetesObject({
    ...filled,
    apiVersion: `${argoGroup}/v1alpha1`,
    kind: "Application",
    metadata: namespace === undefined ? metadata : { namespace, ...metadata },
  });
  if (object === undefined || object.metadata.name.includes("{{")) return undefined;
  return {
    object,
    definition: {
      place: set.place,
      isWhole: false,
      scalarOf: (path) => scalarOf(whole, set, path),
    },
  };
}

/** `{{name}}`, `{{ .name }}`, `{{ .a.b }}`, `{{ path[1] }}`: a parameter and nothing else. */
const placeholder = /\{\{-?\s*\.?([\w-]+(?:\.[\w-]+|\[\d+\])*)\s*-?\}\}/g;

function filledIn(value: Json | undefined, set: ParameterSet): Json | undefined {
  if (typeof value === "string") {
    return value.replaceAll(placeholder, (whole, name: string) => parameter(set, name) ?? whole);
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((child) => filledIn(child, set) ?? null);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, filledIn(child, set)]),
  );
}

function parameter({ values }: ParameterSet, name: string): string | undefined {
  const steps = name
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(".")
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  // `path` is a text without Go templates and a map with them; `path[0]` is one of its segments.
  const isIndexed = steps[0] === "path" && typeof steps[1] === "number";
  const where = isIndexed ? ["path", "segments", ...steps.slice(1)] : steps;
  const found = valueAt(values, where) ?? valueAt(values, [name]);
  const text = steps.length === 1 && isJsonObject(found) ? found["path"] : found;
  return text === undefined || text === null || typeof text === "object" ? undefined : String(text);
}

/** A text without parameters is the template's own, for all; with just one that is written in a file, that one decides. */
function scalarOf(
  { template, source }: Template,
  { origins }: ParameterSet,
  path: ValuePath,
): OwnScalar | undefined {
  const text = valueAt(template, path);
  if (text === undefined) return undefined;
  if (typeof text !== "string" || !text.includes("{{")) {
    const at = ["spec", "template", ...path];
    return { path: source.path, document: source.document, at, before: "", after: "" };
  }
  const [only, second] = [...text.matchAll(placeholder)];
  const origin = only?.[1] === undefined ? undefined : origins.get(only[1]);
  if (only === undefined || second !== undefined || origin === undefined) return undefined;
  const before = text.slice(0, only.index);
  const after = text.slice(only.index + only[0].length);
  return before.includes("{{") || after.includes("{{") ? undefined : { ...origin, before, after };
}
