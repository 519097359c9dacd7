import { createHash } from "node:crypto";
import {
  shortGuardrailName,
  type JudgedResource,
  type Judgement,
  type Violation,
} from "../domain/guardrail.ts";
import type { Location } from "../domain/location.ts";
import type { GuardrailText } from "../policies/guardrail-texts.ts";

const levels = { deny: "error", error: "error", warn: "warning" } as const;

/** What the checks that are no policies look at. */
const ownChecks: Readonly<Record<string, string>> = {
  yaml: "The file is YAML that Kubernetes reads as it was meant",
  schema: "The object is as its schema says",
  claims: "A claim is of an offering that there is",
  secrets: "No credentials in Git",
  guardrails: "The checks came to an end",
  exemptions: "Exemptions have an owner, a reason and an end that is not past",
  render: "Kustomize and Helm can build what they are given",
};

/**
 * SARIF 2.1.0 (OASIS), as GitHub code scanning and other viewers read it: one run, a rule for each guardrail that
 * found something, a result for each place. What only the cluster knows is a note of the run and no result.
 *
 * @param texts Titles, whys and how-to-mends of the policies that may be named.
 */
export function judgementAsSarif(judgement: Judgement, texts: readonly GuardrailText[]): string {
  const ids = [...new Set(judgement.violations.map(({ policy }) => policy))].toSorted();
  const known = new Map(texts.map((text) => [text.name, text]));
  const fingerprint = fingerprints();
  const run = {
    tool: {
      driver: { name: "Causeway", rules: ids.map((id) => ruleOf(id, known.get(id))) },
    },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: !judgement.violations.some(({ outcome }) => outcome === "error"),
        toolExecutionNotifications: notesOf(judgement),
      },
    ],
    results: judgement.violations.map((violation) => ({
      ...resultOf(violation),
      ruleIndex: ids.indexOf(violation.policy),
      partialFingerprints: { "causewayPlace/v1": fingerprint(violation) },
    })),
  };
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string, text: GuardrailText | undefined): object {
  const title = text?.title ?? ownChecks[id] ?? shortGuardrailName(id);
  return {
    id,
    name: shortGuardrailName(id),
    shortDescription: { text: title },
    ...(text?.why === undefined ? {} : { fullDescription: { text: text.why } }),
    ...(text?.mend === undefined ? {} : { help: { text: text.mend, markdown: text.mend } }),
    ...(text?.group === undefined ? {} : { properties: { tags: [text.group] } }),
  };
}

function resultOf({ policy, outcome, message, location, resource }: Violation): object {
  const logicalLocations = resource === undefined ? {} : { logicalLocations: [logical(resource)] };
  return {
    ruleId: policy,
    level: levels[outcome],
    message: { text: message },
    locations: [{ physicalLocation: physical(location), ...logicalLocations }],
  };
}

/** Columns count UTF-16 code units, and the end column is the one after the last: as in SARIF (section 3.30). */
function physical({ path, startLine, startColumn, endLine, endColumn }: Location): object {
  return {
    artifactLocation: { uri: uriOf(path) },
    region: { startLine, startColumn, endLine, endColumn },
  };
}

/** A path relative to where the command runs, as a URI reference: each part encoded, the slashes kept. */
function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function logical({ apiVersion, kind, namespace, name }: JudgedResource): object {
  const parts = [apiVersion, kind, ...(namespace === undefined ? [] : [namespace]), name];
  return { name, fullyQualifiedName: parts.join("/"), kind: "resource" };
}

/** The same for the same finding after lines above it changed; a count keeps two alike findings apart. */
function fingerprints(): (violation: Violation) => string {
  const seen = new Map<string, number>();
  return ({ policy, validation, resource, message, location }) => {
    const key = JSON.stringify([policy, validation, location.path, resource ?? null, message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${createHash("sha256").update(key).digest("hex").slice(0, 32)}:${count}`;
  };
}

function notesOf({ results }: Judgement): readonly object[] {
  const open = results.filter(({ outcome }) => outcome === "notEvaluable");
  const told = new Map(open.map(({ policy, message }) => [`${policy} ${message}`, message]));
  return [...told.values()].map((text) => ({ level: "note", message: { text } }));
}
