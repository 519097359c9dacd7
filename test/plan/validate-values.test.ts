import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { validateValues } from "../../src/plan/validate-values.ts";
import { offeringOf, only, readOne, seedOffering, sqlXrd } from "../catalog/offerings.ts";

const asked = (values: JsonObject, name = "my-db") => ({ name, team: "my-team", values });
const good: JsonObject = { spec: { parameters: { size: "medium", backup: true } } };

describe("validation", () => {
  it("passes the seed's request", () => {
    expect(validateValues(seedOffering(), asked(good))).toEqual([]);
  });

  it.each<[string, JsonObject, string, RegExp]>([
    ["nothing filled in", {}, "size", /Size is needed/],
    [
      "a value that is no option",
      { spec: { parameters: { size: "huge" } } },
      "size",
      /one of: small, medium, large/,
    ],
    [
      "another type",
      { spec: { parameters: { size: "small", backup: "yes" } } },
      "backup",
      /yes or no/,
    ],
    [
      "an unknown field beside",
      { spec: { parameters: { size: "small" }, admin: true } },
      "name",
      /spec\.admin must NOT have additional properties/,
    ],
    [
      "another apiVersion",
      { spec: { parameters: { size: "small" } }, apiVersion: "v1" },
      "name",
      /"apiVersion" can't be set/,
    ],
    ["a scalar for spec", { spec: "x" }, "size", /needed/],
  ])("%s", (_what, values, fieldId, message) => {
    const errors = validateValues(seedOffering(), asked(values));
    expect(errors.map((error) => error.fieldId)).toContain(fieldId);
    expect(errors.map((error) => error.message).join("\n")).toMatch(message);
  });

  it.each(["", "A", "a_b", "-a", "a".repeat(64)])("refuses the name %j once", (name) => {
    const errors = validateValues(seedOffering(), { ...asked(good), name });
    expect(errors.map(({ fieldId }) => fieldId)).toEqual(["name"]);
  });

  it("asks for the rest of an optional map once a part of it is filled in", () => {
    const ref = {
      type: "object",
      required: ["name", "key"],
      properties: { name: { type: "string" }, key: { type: "string" } },
    };
    const offering = offeringOf({ ref, other: { type: "string" } });
    expect(validateValues(offering, asked({ spec: {} }))).toEqual([]);
    expect(validateValues(offering, asked({ spec: { ref: { name: "x" } } }))).toEqual([
      { fieldId: "ref-key", message: "Ref: key is needed together with the others in spec.ref." },
    ]);
  });

  it("fills in defaults before it judges, and does not write them", () => {
    const offering = offeringOf(
      {
        m: { type: "object", required: ["a"], properties: { a: { type: "string", default: "x" } } },
      },
      ["m"],
    );
    const values: JsonObject = { spec: {} };
    expect(validateValues(offering, asked(values))).toEqual([]);
    expect(values).toEqual({ spec: {} });
  });

  it("knows what Kubernetes knows: nullable, int-or-string, exclusive limits, rules in anyOf", () => {
    const offering = offeringOf({
      n: { type: "string", nullable: true },
      p: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
      e: { type: "number", minimum: 0, exclusiveMinimum: true },
    });
    expect(validateValues(offering, asked({ spec: { n: null, p: 80, e: 0.1 } }))).toEqual([]);
    expect(validateValues(offering, asked({ spec: { p: "80%" } }))).toEqual([]);
    expect(validateValues(offering, asked({ spec: { p: true } }))).not.toEqual([]);
    expect(validateValues(offering, asked({ spec: { e: 0 } }))).toEqual([
      { fieldId: "e", message: "spec.e must be > 0." },
    ]);
  });

  it("judges each field by its own pattern", () => {
    const offering = offeringOf({
      a: { type: "string", pattern: "^a+$" },
      b: { type: "string", pattern: "^b+$" },
    });
    expect(validateValues(offering, asked({ spec: { a: "aa", b: "bb" } }))).toEqual([]);
    expect(
      validateValues(offering, asked({ spec: { a: "bb", b: "aa" } })).map(({ fieldId }) => fieldId),
    ).toEqual(["a", "b"]);
  });

  it("finds what a real XRD requires", () => {
    const errors = validateValues(
      only(readOne(sqlXrd)),
      asked({ spec: { parameters: { version: "11" } } }),
    );
    expect(errors.map(({ fieldId }) => fieldId)).toEqual([
      "storageGB",
      "passwordSecretRef-name",
      "passwordSecretRef-key",
    ]);
  });
});
