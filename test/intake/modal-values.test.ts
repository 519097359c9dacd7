import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { parseModalState } from "../../src/intake/modal-values.ts";
import { offeringOf, seedOffering } from "../catalog/offerings.ts";

const typed = (value: string | null) => ({ value: { type: "plain_text_input", value } });
const chosen = (value: string) => ({
  value: {
    type: "static_select",
    selected_option: { text: { type: "plain_text", text: value }, value },
  },
});
const open = { value: { type: "radio_buttons", selected_option: null } };

/** `view.state` as Slack sends it for the seed's form. */
function state(blocks: Readonly<Record<string, Json>> = {}): Json {
  return {
    values: {
      "field.name": typed("my-app-database"),
      "field.team": chosen("my-team"),
      "field.size": chosen("medium"),
      "field.backup": chosen("yes"),
      ...blocks,
    },
  };
}

function mistakes(blocks: Readonly<Record<string, Json>>, offering = seedOffering()): Json {
  const parsed = parseModalState(state(blocks), offering);
  return parsed.kind === "invalid"
    ? Object.fromEntries(parsed.errors.map(({ fieldId, message }) => [fieldId, message]))
    : {};
}

describe("the seed's form", () => {
  it("gives the values nested as in the object", () => {
    expect(parseModalState(state(), seedOffering())).toEqual({
      kind: "parsed",
      team: "my-team",
      name: "my-app-database",
      values: { spec: { parameters: { size: "medium", backup: true } } },
    });
  });

  it("leaves out what was left open", () => {
    expect(parseModalState(state({ "field.backup": open }), seedOffering())).toMatchObject({
      values: { spec: { parameters: { size: "medium" } } },
    });
  });

  it("forgives white space around the name", () => {
    expect(
      parseModalState(state({ "field.name": typed("  my-db ") }), seedOffering()),
    ).toMatchObject({ name: "my-db" });
  });

  it("tells all mistakes at once, each at its field", () => {
    const told = mistakes({
      "field.name": typed("My DB"),
      "field.team": open,
      "field.size": chosen("gigantic"),
    });
    expect(told).toEqual({
      name: 'A name is made of lower-case letters, digits and "-", and starts and ends with a letter or a digit. For example: my-db',
      team: "Choose the team that it belongs to.",
      size: "Size must be one of: small, medium, large.",
    });
  });

  it.each([
    "",
    "-a",
    "a-",
    "a.b",
    "ä",
    "a_b",
    "a".repeat(64),
    "a\nb",
    "$(id)",
    "../a",
    "@everyone",
  ])("refuses the name %j", (name) => {
    expect(mistakes({ "field.name": typed(name) })).toHaveProperty("name");
  });

  it("says that a required field is needed when Slack leaves it out", () => {
    expect(mistakes({ "field.size": open })).toEqual({ size: "Size is needed." });
  });
});

describe("types", () => {
  const offering = offeringOf({
    count: { type: "integer", minimum: 1, maximum: 100 },
    ratio: { type: "number" },
    port: { "x-kubernetes-int-or-string": true },
    text: { type: "string", pattern: "^[a-z]+$" },
    level: { type: "integer", enum: [1, 3] },
    long: { type: "string", enum: ["x".repeat(200), "y"] },
  });
  const read = (id: string, block: Json): Json | undefined => {
    const parsed = parseModalState(state({ [`field.${id}`]: block }), offering);
    return parsed.kind === "parsed" ? parsed.values : undefined;
  };

  it.each<[string, Json, Json]>([
    ["count", typed("42"), 42],
    ["count", typed("007"), 7],
    ["ratio", typed("-0.5"), -0.5],
    ["port", typed("8080"), 8080],
    ["port", typed("http"), "http"],
    ["text", typed("yes"), "yes"],
    ["level", chosen("3"), 3],
  ])("%s", (id, block, value) => {
    expect(read(id, block)).toEqual({ spec: { [id]: value } });
  });

  it.each([
    ["count", "0", "Count must be a whole number from 1 to 100."],
    ["count", "1.5", "Count must be a whole number from 1 to 100."],
    ["count", "0x10", "Count must be a whole number from 1 to 100."],
    ["ratio", "Infinity", "Ratio must be a number."],
    ["ratio", "1e999", "Ratio must be a number."],
    ["text", "ABC", "Text does not match the pattern ^[a-z]+$"],
  ])("%s refuses %s", (id, value, message) => {
    expect(mistakes({ [`field.${id}`]: typed(value) }, offering)).toEqual({ [id]: message });
  });

  it("judges a hostile pattern in linear time", () => {
    const slow = offeringOf({ a: { type: "string", pattern: "^(a+)+$" } });
    expect(mistakes({ "field.a": typed(`${"a".repeat(2_900)}!`) }, slow)).toHaveProperty("a");
  });
});

it("survives any state", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (anything) => {
      expect(parseModalState(anything, seedOffering()).kind).toBe("invalid");
      expect(parseModalState({ values: { "field.name": anything } }, seedOffering()).kind).toBe(
        "invalid",
      );
    }),
  );
});
