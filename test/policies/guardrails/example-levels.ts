import { existsSync, readFileSync } from "node:fs";
import { findUnknownGuardrails } from "../../../src/config/guardrail-names.ts";
import { parsePlatform } from "../../../src/config/parse-platform.ts";
import type { GuardrailRules, GuardrailSetting } from "../../../src/domain/guardrail.ts";
import { knownGuardrails } from "../../../src/policies/policy-names.ts";

const examples = new URL("../../fixtures/guardrails/", import.meta.url);

function example(name: string, file: string): string {
  return readFileSync(new URL(`${name}/${file}`, examples), "utf8");
}

/** The parameters that an example is judged with; none for most. */
function parametersOf(name: string): GuardrailRules {
  if (!existsSync(new URL(`${name}/parameters.yaml`, examples))) return {};
  const platform = `apiVersion: causeway.dev/v1
kind: Platform
teams: { team-alpha: { github: myorg/team-alpha } }
guardrails:
  ${name}:
    parameters:
${example(name, "parameters.yaml").replaceAll(/^/gm, "      ")}`;
  const parsed = parsePlatform(platform, "platform.yaml");
  const wrong = findUnknownGuardrails(platform, "platform.yaml", knownGuardrails([]));
  if (parsed.kind === "broken" || wrong.length > 0)
    throw new Error(JSON.stringify([parsed, wrong]));
  const setting = parsed.platform.guardrails.get(name);
  return typeof setting === "object" ? setting : {};
}

/** Those that only write into the audit log, so that a team chooses to have them: their examples are judged as warnings. */
const onlyAudits = new Set(["flux-tenancy"]);

/** What a platform team sets of a guardrail, so that its examples are judged by it. */
export function exampleLevels(name: string): Readonly<Record<string, GuardrailSetting>> {
  const level = onlyAudits.has(name) ? ({ level: "warn" } as const) : {};
  return { [`${name}.causeway.dev`]: { ...parametersOf(name), ...level } };
}
