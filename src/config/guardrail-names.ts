import {
  expectedOfType,
  parameterText,
  type KnownGuardrail,
  type ParameterForm,
} from "../domain/guardrail-parameters.ts";
import { shortGuardrailName, type ParameterValue } from "../domain/guardrail.ts";
import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { readYaml, type YamlDocument } from "../yaml/documents.ts";
import { mostFindings, show } from "./schema-problems.ts";

/** The checks that are no policies. They hold for every change, so that nothing unread or secret is merged. */
const alwaysOn: ReadonlySet<string> = new Set(["yaml", "schema", "claims", "secrets"]);

/**
 * The guardrails and the parameters that a `platform.yaml` sets and that there are not, and parameters' values that
 * are not of their type, each at its place. None where the file can't be read: parsePlatform says why.
 * @param guardrails all policies in force, those that ship and those of the repository.
 */
export function findUnknownGuardrails(
  text: string,
  path: string,
  guardrails: readonly KnownGuardrail[],
): readonly Problem[] {
  const [document] = readYaml(text, path).documents;
  const set = document === undefined ? undefined : valueAt(document.value, ["guardrails"]);
  if (document === undefined || !isJsonObject(set)) return [];
  const known = new Map(
    guardrails.flatMap((guardrail) => [
      [shortGuardrailName(guardrail.name), guardrail] as const,
      [guardrail.name, guardrail] as const,
    ]),
  );
  const problems = Object.entries(set).flatMap(([name, setting]) => {
    const guardrail = known.get(name);
    if (guardrail === undefined) return [unknownGuardrail(name, new Set(known.keys()), document)];
    return isJsonObject(setting) ? wrongParameters(name, { setting, guardrail, document }) : [];
  });
  return problems.slice(0, mostFindings);
}

function unknownGuardrail(
  name: string,
  known: ReadonlySet<string>,
  document: YamlDocument,
): Problem {
  const location = document.locateKey(["guardrails", name]);
  if (alwaysOn.has(name)) {
    const message = `"${name}" is a check that always holds: it can't be switched off or made to warn. Remove this line.`;
    return { location, message };
  }
  const near = nearestName(name, known);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `There is no guardrail "${show(name)}": neither one that ships with Causeway nor a policy in this repository has that name.${hint}`;
  return { location, message };
}

interface WhatIsSet {
  readonly setting: JsonObject;
  readonly guardrail: KnownGuardrail;
  readonly document: YamlDocument;
}

function wrongParameters(
  name: string,
  { setting, guardrail, document }: WhatIsSet,
): readonly Problem[] {
  const parameters = setting["parameters"];
  if (!isJsonObject(parameters)) return [];
  return Object.entries(parameters).flatMap(([key, value]) => {
    const path = ["guardrails", name, "parameters", key];
    const form = guardrail.parameters.find((known) => known.name === key);
    if (form === undefined) {
      const location = document.locateKey(path);
      return [{ location, message: unknownParameter(name, key, guardrail.parameters) }];
    }
    const values: readonly (readonly [readonly string[], Json | undefined])[] = isJsonObject(value)
      ? Object.entries(value).map(([environment, one]) => [[...path, environment], one])
      : [[path, value]];
    return values
      .filter(([, one]) => !fits(form, one))
      .map(([at]) => ({
        location: document.locate(at),
        message: `The parameter ${key} of ${show(name)} must be ${expectedOfType[form.type]}. It says ${form.about}.`,
      }));
  });
}

function unknownParameter(guardrail: string, key: string, forms: readonly ParameterForm[]): string {
  const names = forms.map(({ name }) => name);
  if (names.length === 0)
    return `The guardrail ${show(guardrail)} takes no parameters. Remove this line.`;
  const near = nearestName(key, names);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return `The guardrail ${show(guardrail)} has no parameter "${show(key)}".${hint} It takes: ${names.join(", ")}.`;
}

function fits({ type }: ParameterForm, value: Json | undefined): boolean {
  return isParameterValue(value) && parameterText(type, value) !== undefined;
}

function isParameterValue(value: Json | undefined): value is ParameterValue {
  return Array.isArray(value) ? value.every(isParameterItem) : isParameterItem(value);
}

function isParameterItem(item: unknown): boolean {
  return typeof item === "string" || typeof item === "number";
}
