import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { exemptionJsonSchema } from "../../src/config/exemption-schema.ts";
import {
  findUnknownExempted,
  isExemptionFile,
  parseExemptions,
} from "../../src/config/parse-exemptions.ts";
import { formatProblem } from "../../src/domain/location.ts";
import { readYaml } from "../../src/yaml/documents.ts";

const path = "exemptions/logging.yaml";
const whole = `apiVersion: causeway.dev/v1
kind: Exemption
metadata:
  name: log-collector
spec:
  guardrail: no-host-path
  match:
    kind: DaemonSet
    namespace: logging
  owner: team-observability
  reason: The collector reads the nodes' logs.
  expires: 2027-06-30
`;

function problemsOf(text: string): readonly string[] {
  return parseExemptions(text, path).problems.map(formatProblem);
}

describe("an exemption", () => {
  it("is read with the places that messages need", () => {
    const { exemptions, problems } = parseExemptions(whole, path);
    expect(problems).toEqual([]);
    expect(exemptions).toMatchObject([
      {
        name: "log-collector",
        guardrail: "no-host-path",
        match: { kind: "DaemonSet", namespace: "logging" },
        owner: "team-observability",
        reason: "The collector reads the nodes' logs.",
        expires: "2027-06-30",
        location: { path, startLine: 12, startColumn: 12 },
        guardrailLocation: { startLine: 6, startColumn: 14 },
      },
    ]);
  });

  it.each([
    ["no reason", "  reason: The collector reads the nodes' logs.\n", "", '"reason" is missing'],
    ["no owner", "  owner: team-observability\n", "", '"owner" is missing'],
    ["no end", "  expires: 2027-06-30\n", "", '"expires" is missing'],
    ["a day that there is not", "2027-06-30", "2027-02-30", "12:12: spec.expires must be the last"],
    ["an end in words", "2027-06-30", "never", "spec.expires must be the last day"],
    ["an empty reason", "The collector reads the nodes' logs.", '" "', "must be why it is needed"],
    [
      "nothing to match",
      "  match:\n    kind: DaemonSet\n    namespace: logging",
      "  match: {}",
      "at least one of kind, namespace, name and path",
    ],
    ["a misspelt key", "    kind: DaemonSet", "    kinds: DaemonSet", 'Did you mean "kind"?'],
    [
      "a path out of the repository",
      "kind: DaemonSet",
      "path: ../other/**",
      "spec.match.path must be a path in the repository",
    ],
    ["another kind", "kind: Exemption", "kind: Exception", "kind must be Exemption"],
  ])("with %s is refused at its line", (_, from, to, message) => {
    const text = whole.replace(from, to);
    expect(text).not.toBe(whole);
    expect(problemsOf(text).join("\n")).toContain(message);
    expect(parseExemptions(text, path).exemptions).toEqual([]);
  });

  it("does not take the others of its file with it when it is broken", () => {
    const { exemptions, problems } = parseExemptions(`kind: Exemption\n---\n${whole}`, path);
    expect(exemptions).toHaveLength(1);
    expect(problems.length).toBeGreaterThan(0);
  });

  it.each([
    ["no-host-path", /^$/],
    ["no-host-path.causeway.dev", /^$/],
    ["secrets", /^$/],
    ["no-hostpath", /logging\.yaml:6:14: .*Did you mean "no-host-path"\?/],
    ["yaml", /always holds/],
  ])("from %s names a guardrail that there is, or is told", (guardrail, told) => {
    const { exemptions } = parseExemptions(whole.replace("no-host-path", guardrail), path);
    const problems = findUnknownExempted(exemptions, ["no-host-path.causeway.dev"]);
    expect(problems.map(formatProblem).join("\n")).toMatch(told);
  });

  it("lies in the folder exemptions", () => {
    expect(isExemptionFile("exemptions/a.yaml")).toBe(true);
    expect(isExemptionFile("exemptions/team/a.yml")).toBe(true);
    expect(isExemptionFile("apps/exemptions/a.yaml")).toBe(false);
  });

  it("has a published schema that is the one in use", () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL("../../schema/exemption.schema.json", import.meta.url), "utf8"),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(exemptionJsonSchema())));
    const validate = new Ajv({ strict: true }).compile(exemptionJsonSchema());
    expect(validate(readYaml(whole, path).documents[0]?.value)).toBe(true);
    expect(validate({ kind: "Exemption" })).toBe(false);
  });
});
