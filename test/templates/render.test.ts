import { expect, it } from "vitest";
import { ownTemplate } from "../../src/templates/render.ts";

it("a template that lacks a value is an error, not an empty place", () => {
  expect(() => ownTemplate("{{missing}}")({})).toThrow(/missing/);
  expect(ownTemplate("{{a}}")({ a: "<b> & 'c'" })).toBe("<b> & 'c'");
});
