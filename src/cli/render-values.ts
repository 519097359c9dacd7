import { nameProblem } from "../catalog/check-value.ts";
import { schemaOfField, withValue } from "../catalog/value-of-field.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import type { Offering } from "../domain/offering.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import { validateValues, type FieldError } from "../plan/validate-values.ts";
import { readYaml, startOf, type YamlDocument } from "../yaml/documents.ts";
import { unknownKeys } from "./unknown-keys.ts";

/** What a request would say, from a file. */
export interface RenderValues {
  readonly name: string;
  /** Names the folder under claims/. */
  readonly team: string;
  readonly namespace: string;
  /** Nested as in the object: `{spec: {parameters: {size: "medium"}}}`. */
  readonly values: JsonObject;
}

type Path = readonly (string | number)[];

/**
 * Reads a file of values for an offering and judges it as a request is judged. The file holds `name`, `team` or
 * `namespace` or both, and the values: under `spec` as in the object, or each by its field's id or its key under spec.
 */
export function readRenderValues(
  file: RepositoryFile,
  offering: Offering,
): RenderValues | { readonly problems: readonly Problem[] } {
  const { documents, problems } = readYaml(file.content, file.path);
  if (problems.length > 0) return { problems };
  const [document] = documents;
  if (document === undefined || documents.length > 1 || !isJsonObject(document.value)) {
    const message =
      'The values are one map, such as "name: my-app-database", "team: my-team" and "spec: {…}".';
    return { problems: [{ location: startOf(file.path), message }] };
  }
  const placed = placeValues(document.value, offering);
  const name = stringAt(document.value, ["name"]) ?? "";
  const namespace = stringAt(document.value, ["namespace"]) ?? stringAt(document.value, ["team"]);
  const team = stringAt(document.value, ["team"]) ?? namespace ?? "";
  const strays = unknownKeys(document.value["spec"], schemaOfField(offering.schema, ["spec"]), [
    "spec",
  ]);
  const asked = { name, team: team === "" ? "any" : team, values: placed.values };
  const errors = [
    ...placed.errors,
    ...notText(document.value),
    ...placeErrors(document.value, offering),
    ...validateValues(offering, asked).filter(
      ({ message }) => !strays.some(({ path }) => message.startsWith(`${path.join(".")} `)),
    ),
  ];
  if (errors.length > 0 || strays.length > 0) {
    return {
      problems: [
        ...errors.map((error) => problemAt(error, document, placed.written)),
        ...strays.map(({ path, message }) => ({ location: document.locateKey(path), message })),
      ],
    };
  }
  return { name, team, namespace: namespace ?? team, values: placed.values };
}

interface Placed {
  readonly values: JsonObject;
  readonly errors: readonly FieldError[];
  /** Where in the file a field's value stands, by the field's id. */
  readonly written: ReadonlyMap<string, Path>;
}

const ownKeys = ["name", "team", "namespace", "spec"];

function placeValues(given: JsonObject, offering: Offering): Placed {
  let values: JsonObject = {};
  const errors: FieldError[] = [];
  const written = new Map<string, Path>(offering.fields.map(({ id, path }) => [id, path]));
  if (given["spec"] !== undefined) values = { spec: given["spec"] };
  for (const [key, value] of Object.entries(given)) {
    if (ownKeys.includes(key) || value === undefined) continue;
    const path = placeOf(key, offering);
    written.set(key, [key]);
    if (path === undefined) errors.push({ fieldId: key, message: unknownKey(key, offering) });
    else if (valueAt(values, path) !== undefined) {
      errors.push({ fieldId: key, message: `"${key}" is given twice: here and under spec.` });
    } else {
      values = withValue(values, path, value);
      for (const field of offering.fields) {
        if (path.every((step, index) => field.path[index] === step)) {
          written.set(field.id, [key, ...field.path.slice(path.length)]);
        }
      }
    }
  }
  return { values, errors, written };
}

/** A field's id, as forms have it; else a key directly under spec. */
function placeOf(key: string, offering: Offering): readonly string[] | undefined {
  const field = offering.fields.find(({ id }) => id === key);
  if (field !== undefined) return field.path;
  return schemaOfField(offering.schema, ["spec", key]) === undefined ? undefined : ["spec", key];
}

function unknownKey(key: string, offering: Offering): string {
  const known = [...ownKeys, ...offering.fields.map(({ id }) => id)];
  const near = nearestName(key, known);
  const hint = near === undefined ? `Known are: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return `There is no field "${key}". ${hint}`;
}

function notText(given: JsonObject): readonly FieldError[] {
  return ["name", "team", "namespace"]
    .filter((key) => given[key] !== undefined && typeof given[key] !== "string")
    .map((key) => ({ fieldId: key, message: `${key} must be text. Put quotes around it.` }));
}

function placeErrors(given: JsonObject, offering: Offering): readonly FieldError[] {
  const named = ["team", "namespace"].flatMap((key) => {
    const value = stringAt(given, [key]);
    return value === undefined ? [] : [{ key, value }];
  });
  if (named.length === 0) {
    const message = offering.target.namespaced
      ? "Say whose it is: team: my-team, or namespace: my-namespace."
      : "Say whose it is: team: my-team.";
    return [{ fieldId: "team", message }];
  }
  return named.flatMap(({ key, value }) => {
    const problem = nameProblem(value);
    return problem === undefined ? [] : [{ fieldId: key, message: `The ${key}: ${problem}` }];
  });
}

function problemAt(
  { fieldId, message }: FieldError,
  document: YamlDocument,
  written: ReadonlyMap<string, Path>,
): Problem {
  const path = written.get(fieldId) ?? [fieldId];
  const value: Json | undefined = valueAt(document.value, path);
  const location = typeof value === "object" ? document.locateKey(path) : document.locate(path);
  return { location, message };
}
