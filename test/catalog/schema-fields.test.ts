import { describe, expect, it } from "vitest";
import type { Offering } from "../../src/domain/offering.ts";
import { offeringOf, only, readOne, sqlXrd } from "./offerings.ts";

const requiredIds = (offering: Offering): readonly string[] =>
  offering.fields.filter(({ required }) => required).map(({ id }) => id);

describe("which fields are required", () => {
  const leaf = { type: "string" };

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
    expect(requiredIds(offeringOf(properties, required))).toEqual(expected);
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
