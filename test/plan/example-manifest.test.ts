import { describe, expect, it } from "vitest";
import { exampleManifest, exampleText } from "../../src/plan/example-manifest.ts";
import { validateValues } from "../../src/plan/validate-values.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import { offeringOf, only, readOne, seedOffering, sqlXrd, twoTeams } from "../catalog/offerings.ts";

function specOf(object: JsonObject): Json | undefined {
  return object["spec"];
}

describe("an example of what a request writes", () => {
  it("is the seed's claim with plausible values, for the first team", () => {
    expect(exampleText(seedOffering(), twoTeams)).toEqual({
      open: [],
      text: `apiVersion: platform.example.com/v1alpha1
kind: Database
metadata:
  name: my-database
  namespace: my-team
spec:
  parameters:
    size: small
    backup: true
`,
    });
  });

  it.each([
    ["the seed's", seedOffering()],
    ["a nested one", only(readOne(sqlXrd))],
  ])("would be taken as a request: %s", (_what, offering) => {
    const { object, open } = exampleManifest(offering, "alpha");
    const asked = { name: "x", team: "alpha", values: { spec: specOf(object) } };
    expect(open).toEqual([]);
    expect(validateValues(offering, asked)).toEqual([]);
  });

  it.each<[string, JsonObject, Json]>([
    ["the default", { type: "string", default: "blue" }, "blue"],
    ["the first choice, with its type", { type: "integer", enum: [3, 5] }, 3],
    ["a number in its range", { type: "integer", minimum: 20, maximum: 30 }, 20],
    ["an open range", { type: "number", maximum: -4 }, -4],
    ["text that a common pattern takes", { type: "string", pattern: "^[0-9]+Gi$" }, "10Gi"],
    ["text that is long enough", { type: "string", minLength: 9 }, "example-1"],
    ["yes", { type: "boolean" }, true],
  ])("takes %s", (_what, schema, expected) => {
    const { object, open } = exampleManifest(offeringOf({ f: schema }, ["f"]), "alpha");
    expect(specOf(object)).toEqual({ f: expected });
    expect(open).toEqual([]);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ["a pattern that nobody can guess", { type: "string", pattern: "^zz-[0-9]{9}$" }, ["F"]],
    ["a least length that nobody would type", { type: "string", minLength: 1e9 }, ["F"]],
    ["what no form shows", { type: "array", items: { type: "string" } }, ["spec.f"]],
  ])("says what is still open: %s", (_what, schema, open) => {
    expect(exampleManifest(offeringOf({ f: schema }, ["f"]), "alpha").open).toEqual(open);
  });

  it("leaves out what is optional where there is much of it", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`f${index}`, { type: "string" }]),
    );
    const { object } = exampleManifest(offeringOf(properties, ["f7"]), "alpha");
    expect(specOf(object)).toEqual({ f7: "example" });
  });

  it("leaves out what is optional and would make it wrong", () => {
    const one = { type: "string", maxLength: 4, minLength: 4, pattern: "^q" };
    const { object, open } = exampleManifest(
      offeringOf({ a: { type: "boolean" }, b: one }),
      "alpha",
    );
    expect(specOf(object)).toEqual({ a: true });
    expect(open).toEqual([]);
  });
});
