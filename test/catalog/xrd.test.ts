import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import { formatProblem } from "../../src/domain/location.ts";
import { offeringOf, only, readOne, seedOffering, seedXrd, sqlXrd, xrdOf } from "./offerings.ts";

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

describe("which fields are required", () => {
  const leaf = { type: "string" };
  const ids = (offering: ReturnType<typeof offeringOf>): readonly string[] =>
    offering.fields.filter(({ required }) => required).map(({ id }) => id);

  it.each([
    [
      "in the only map of spec, though nothing requires the map",
      { parameters: { type: "object", required: ["a"], properties: { a: leaf } } },
      [],
      ["a"],
    ],
    [
      "in a required map",
      { m: { type: "object", required: ["a"], properties: { a: leaf } }, o: leaf },
      ["m"],
      ["m-a"],
    ],
    [
      "not in an optional map",
      { m: { type: "object", required: ["a"], properties: { a: leaf } }, o: leaf },
      [],
      [],
    ],
    ["not with a default", { a: { ...leaf, default: "x" }, b: leaf }, ["a", "b"], ["b"]],
    [
      "not in a map with a default",
      {
        m: { type: "object", default: { a: "x" }, required: ["a"], properties: { a: leaf } },
        o: leaf,
      },
      ["m"],
      [],
    ],
  ])("%s", (_what, properties, required, expected) => {
    expect(ids(offeringOf(properties, required))).toEqual(expected);
  });
});

describe("fields of a real XRD of v2", () => {
  const offering = only(readOne(sqlXrd));

  it("has one field for each scalar, by path, with labels that say where", () => {
    expect(offering.fields.map(({ id, label, required }) => [id, label, required])).toEqual([
      ["writeConnectionSecretToRef-name", "Write connection secret to ref: name", false],
      ["region", "Region", false],
      ["providerConfigName", "Provider config name", false],
      ["storageGB", "Storage GB", true],
      ["version", "Version", true],
      ["passwordSecretRef-name", "Password secret ref: name", true],
      ["passwordSecretRef-key", "Password secret ref: key", true],
      ["networkRef-id", "Network ref: id", false],
    ]);
  });

  it("names what no form can show", () => {
    expect(offering.unsupported).toEqual([
      { where: "spec.parameters.managementPolicies", what: "a list", required: false },
    ]);
  });
});

describe("kinds of input", () => {
  it.each([
    [
      { type: "string", pattern: "^a", minLength: 1, maxLength: 9 },
      { kind: "text", multiline: false, pattern: "^a", minLength: 1, maxLength: 9 },
    ],
    [
      { type: "string", maxLength: 4000 },
      { kind: "text", multiline: true, maxLength: 4000 },
    ],
    [
      { type: "integer", minimum: 1, maximum: 100 },
      { kind: "number", integer: true, minimum: 1, maximum: 100 },
    ],
    [{ type: "number" }, { kind: "number", integer: false }],
    [
      { type: "integer", enum: [1, 3, 5] },
      { kind: "choice", options: ["1", "3", "5"] },
    ],
    [{ "x-kubernetes-int-or-string": true }, { kind: "text", multiline: false }],
    [
      { type: "string", nullable: true, enum: ["a", null] },
      { kind: "choice", options: ["a"] },
    ],
  ])("%j", (schema, input) => {
    expect(offeringOf({ a: schema }).fields[0]?.input).toEqual(input);
  });

  it.each([
    [{ type: "array", items: { type: "string" } }, "a list"],
    [{ type: "object", additionalProperties: { type: "string" } }, "a map with keys of one's own"],
    [{ type: "object", "x-kubernetes-preserve-unknown-fields": true }, "a value of any shape"],
    [{ type: "string", oneOf: [{ pattern: "^a" }, { pattern: "^b" }] }, "a value with oneOf"],
    [
      { type: "string", format: "password" },
      "a secret, which must not be in Git; let the XRD take the name of a Secret instead",
    ],
  ])("no form can show %j", (schema, what) => {
    const offering = offeringOf({ a: schema, b: { type: "string" } }, ["a"]);
    expect(offering.unsupported).toEqual([{ where: "spec.a", what, required: true }]);
    expect(offering.fields.map(({ id }) => id)).toEqual(["b"]);
  });

  it("gives every field an id and a label of its own, none that a form has already", () => {
    const text = { type: "string" };
    const offering = offeringOf({
      name: text,
      team: text,
      offering: text,
      "what-you-ask-for": text,
      parameters: {
        type: "object",
        properties: { name: text, "na.me": text, NAME: text, "🙂": text, Ünï: text },
      },
      a: { type: "object", properties: { b_c: text } },
      "a-b_c": text,
      "a_b-c": text,
    });
    const ids = offering.fields.map(({ id }) => id.toLowerCase());
    const labels = offering.fields.map(({ label }) =>
      label.toLowerCase().replaceAll(/[^a-z0-9_]+/g, "-"),
    );
    expect(new Set([...ids, "name", "team", "offering"]).size).toBe(ids.length + 3);
    expect(new Set([...labels, "name", "team", "what-you-ask-for"]).size).toBe(labels.length + 3);
    expect(offering.fields.every(({ id }) => /^[A-Za-z0-9_-]+$/.test(id))).toBe(true);
  });
});

describe("commands", () => {
  const thing = { path: "compositions/a.yaml", content: xrdOf({ type: "object" }) };
  const other = {
    path: "crds/b.yaml",
    content: xrdOf({ type: "object" }).replaceAll("example.org", "example.net"),
  };

  it("are new- and the kind", () => {
    expect(only(readOne(thing.content)).command).toBe("new-thing");
  });

  it("that clash break both offerings, and a new name in platform.yaml mends it", () => {
    const clash = readCatalog([thing, other], { commands: new Map() });
    expect(clash.offerings).toEqual([]);
    expect(clash.broken.map(({ path }) => path)).toEqual([thing.path, other.path]);
    expect(clash.broken[0]?.problems[0]?.message).toContain(
      '"new-thing" would be that of things.example.net too',
    );
    const mended = readCatalog([thing, other], {
      commands: new Map([["new-other", "things.example.net"]]),
    });
    expect(mended.offerings.map(({ command }) => command)).toEqual(["new-other", "new-thing"]);
    expect(mended.broken).toEqual([]);
  });

  it("tells an offering that is defined twice, and keeps the first", () => {
    const twice = readCatalog([thing, { ...thing, path: "compositions/z.yaml" }], {
      commands: new Map(),
    });
    expect(twice.offerings).toHaveLength(1);
    expect(twice.broken[0]).toMatchObject({ path: "compositions/z.yaml" });
  });

  it("tells a command that stands for nothing", () => {
    const catalog = readCatalog([thing], { commands: new Map([["new-db", "gone.example.org"]]) });
    expect(catalog.broken[0]?.problems[0]?.message).toMatch(
      /"new-db" stands for "gone\.example\.org".*things\.example\.org/,
    );
  });

  it("passes over files that offer nothing", () => {
    const files = [
      { path: "guardrails/x.yaml", content: "kind: Other\n" },
      { path: "a.yaml", content: "a: [\n" },
    ];
    expect(readCatalog(files, { commands: new Map() })).toEqual({ offerings: [], broken: [] });
  });
});
