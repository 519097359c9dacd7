import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/domain/location.ts";
import { only, readOne, seedOffering, seedXrd, xrdOf } from "./offerings.ts";

/** Every problem of everything broken, as an editor would show it. */
function problems(content: string): readonly string[] {
  return readOne(content).broken.flatMap((broken) => broken.problems.map(formatProblem));
}

describe("the seed's XRD", () => {
  it("offers the claim, with the two fields of its schema", () => {
    const offering = seedOffering();
    expect(offering).toMatchObject({
      name: "databases.platform.example.com",
      command: "new-db",
      title: "Database",
      unsupported: [],
      target: {
        apiVersion: "platform.example.com/v1alpha1",
        kind: "Database",
        plural: "databases",
        namespaced: true,
      },
    });
    expect(offering.fields).toEqual([
      {
        id: "size",
        path: ["spec", "parameters", "size"],
        label: "Size",
        required: true,
        input: { kind: "choice", options: ["small", "medium", "large"] },
      },
      {
        id: "backup",
        path: ["spec", "parameters", "backup"],
        label: "Backup",
        required: false,
        input: { kind: "boolean" },
      },
    ]);
  });

  it("reads the same with a byte order mark and CRLF", () => {
    const windows = `\uFEFF${seedXrd.replaceAll("\n", "\r\n")}`;
    expect(only(readOne(windows)).fields).toEqual(seedOffering().fields);
  });
});

describe("what is written for which XRD", () => {
  it.each([
    ["v1 with a claim", seedXrd, "Database", true],
    ["v1 without a claim", seedXrd.replace(/ {2}claimNames:\n.*\n.*\n/, ""), "XDatabase", false],
    ["v2 by default", xrdOf({ type: "object" }), "Thing", true],
    [
      "v2 Cluster",
      xrdOf({ type: "object" }).replace("spec:\n", "spec:\n  scope: Cluster\n"),
      "Thing",
      false,
    ],
    [
      "v2 LegacyCluster",
      xrdOf({ type: "object" }).replace("spec:\n", "spec:\n  scope: LegacyCluster\n"),
      "Thing",
      false,
    ],
  ])("%s", (_what, content, kind, namespaced) => {
    expect(only(readOne(content)).target).toMatchObject({ kind, namespaced });
  });

  it("takes the referenceable one of two served versions", () => {
    const old =
      "  - name: v1alpha0\n    served: true\n    referenceable: false\n  - name: v1alpha1";
    const offering = only(readOne(seedXrd.replace("  - name: v1alpha1", old)));
    expect(offering.target.apiVersion).toBe("platform.example.com/v1alpha1");
    expect(offering.fields).toHaveLength(2);
  });

  it("hides Crossplane's machinery, and allows it in the object", () => {
    const machinery =
      "              compositionRef: {type: object, properties: {name: {type: string}}}\n";
    const content = seedXrd.replace(
      "              parameters:\n",
      `${machinery}              parameters:\n`,
    );
    const offering = only(readOne(content));
    expect(offering.fields.map(({ id }) => id)).toEqual(["size", "backup"]);
    expect(JSON.stringify(offering.schema)).toContain("writeConnectionSecretToRef");
  });
});

describe("mistakes in an XRD are told at their line", () => {
  it.each([
    [
      "no schema",
      seedXrd.replace(/ {4}schema:[\s\S]*?---/, "---"),
      /a\.yaml:15:5: .*"v1alpha1" has no schema\.openAPIV3Schema/,
    ],
    [
      "none referenceable",
      seedXrd.replace("referenceable: true", "referenceable: false"),
      /a\.yaml:14:3: No version is referenceable/,
    ],
    [
      "referenceable but not served",
      seedXrd.replace("served: true", "served: false"),
      /a\.yaml:16:13: .*not served/,
    ],
    [
      "no group",
      seedXrd.replace("  group: platform.example.com\n", ""),
      /a\.yaml:6:1: spec\.group is missing/,
    ],
    [
      "a kind that is a path",
      seedXrd.replace("kind: Database", "kind: ../../x"),
      /spec\.claimNames\.kind is missing, or is no such name/,
    ],
    ["no versions", seedXrd.replace(/ {2}versions:[\s\S]*?---/, "---"), /at least one version/],
    [
      "an unknown scope",
      seedXrd.replace("spec:\n", "spec:\n  scope: Galaxy\n"),
      /Namespaced or Cluster/,
    ],
    [
      "YAML 1.1 booleans in an enum",
      seedXrd.replace("[small, medium, large]", "[small, on, off]"),
      /a\.yaml:30:35: This is the boolean true.*put quotes around it/,
    ],
    [
      "a number among texts",
      seedXrd.replace("[small, medium, large]", "[small, 1.34]"),
      /a\.yaml:30:35: This is the number 1\.34/,
    ],
    [
      "an enum with a value twice",
      seedXrd.replace("[small, medium, large]", "[small, small]"),
      /"small" twice/,
    ],
    ["an empty enum", seedXrd.replace("[small, medium, large]", "[]"), /at least one value/],
    [
      "an unknown type",
      seedXrd.replace("type: boolean", "type: bool"),
      /The type "bool" is not known/,
    ],
    [
      "no type",
      seedXrd.replace("                    type: boolean", "                    title: x"),
      /has no "type"/,
    ],
    [
      "a default of another type",
      seedXrd.replace("type: boolean", "type: boolean\n                    default: sometimes"),
      /the string "sometimes", but the type is "boolean"/,
    ],
    [
      "a pattern with look-ahead",
      xrdOf({ type: "object", properties: { a: { type: "string", pattern: "(?=x)y" } } }),
      /RE2/,
    ],
    [
      "a schema that is none",
      xrdOf({ type: "object", properties: { a: { type: "string", minLength: "two" } } }),
      /not valid/,
    ],
    [
      "a field that is no schema",
      xrdOf({ type: "object", properties: { a: "string" } }),
      /"a" must be a schema/,
    ],
    ["a key that is twice", seedXrd.replace("backup:", "size:"), /"size" is here twice/],
    ["a tab", seedXrd.replace("  group:", "\tgroup:"), /not valid YAML/],
  ])("%s", (_what, content, expected) => {
    const told = problems(content);
    expect(told.join("\n")).toMatch(expected);
    expect(readOne(content).offerings).toEqual([]);
  });

  it("tells two referenceable versions", () => {
    const second = "  - name: v2\n    served: true\n    referenceable: true\n  - name: v1alpha1";
    expect(problems(seedXrd.replace("  - name: v1alpha1", second))[0]).toMatch(/Two versions/);
  });
});
