import { shortGuardrailName } from "../domain/guardrail.ts";
import { isJsonObject, valueAt } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { readYaml, type YamlDocument } from "../yaml/documents.ts";
import { mostFindings, show } from "./schema-problems.ts";

/** The checks that are no policies. They hold for every change, so that nothing unread or secret is merged. */
const alwaysOn: ReadonlySet<string> = new Set(["yaml", "schema", "claims", "secrets"]);

/**
 * The guardrails that a `platform.yaml` sets and that there are not, each at its key.
 * None where the file can't be read: parsePlatform says why.
 * @param policies the full names of all policies in force, those that ship and those of the repository.
 */
export function findUnknownGuardrails(
  text: string,
  path: string,
  policies: readonly string[],
): readonly Problem[] {
  const [document] = readYaml(text, path).documents;
  const set = document === undefined ? undefined : valueAt(document.value, ["guardrails"]);
  if (document === undefined || !isJsonObject(set)) return [];
  const known = new Set(policies.flatMap((name) => [shortGuardrailName(name), name]));
  return Object.keys(set)
    .filter((name) => !known.has(name))
    .slice(0, mostFindings)
    .map((name) => unknownGuardrail(name, known, document));
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
