import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toModal } from "../../src/catalog/modal.ts";
import { modalProblems } from "../../src/catalog/modal-limits.ts";
import type { Offering } from "../../src/domain/offering.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { offeringOf, only, readOne, seedOffering, sqlXrd, teams, twoTeams } from "./offerings.ts";

const inputBlock = z.object({
  block_id: z.string(),
  label: z.object({ text: z.string() }),
  hint: z.object({ text: z.string() }).optional(),
  optional: z.boolean().optional(),
  element: z.object({
    type: z.string(),
    action_id: z.literal("value"),
    initial_value: z.string().optional(),
    options: z
      .array(z.object({ text: z.object({ text: z.string() }), value: z.string() }))
      .optional(),
    initial_option: z.object({ value: z.string() }).optional(),
  }),
});

function viewOf(offering: Offering, platform: Pick<Platform, "teams"> = twoTeams) {
  const result = toModal(offering, platform, "{}");
  if (result.kind === "refused") throw new Error(result.message);
  return result.view;
}

function inputs(offering: Offering, platform?: Pick<Platform, "teams">) {
  return viewOf(offering, platform)
    .blocks.filter(({ type }) => type === "input")
    .map((block) => inputBlock.parse(block));
}

describe("the seed's form", () => {
  const [name, team, size, backup] = inputs(seedOffering());

  it("asks for the name and the team first", () => {
    expect(name).toMatchObject({ block_id: "field.name", element: { type: "plain_text_input" } });
    expect(team?.element.options?.map(({ value }) => value)).toEqual(["my-team", "team-alpha"]);
  });

  it("asks for the size as a menu that must be answered", () => {
    expect(size).toMatchObject({
      block_id: "field.size",
      optional: false,
      element: { type: "static_select" },
    });
    expect(size?.element.options?.map(({ text }) => text.text)).toEqual([
      "small",
      "medium",
      "large",
    ]);
  });

  it("asks for the backup as yes or no, which may be left open", () => {
    expect(backup).toMatchObject({
      block_id: "field.backup",
      optional: true,
      element: { type: "radio_buttons" },
    });
    expect(backup?.element.options?.map(({ text }) => text.text)).toEqual(["Yes", "No"]);
  });

  it("carries the private data, the callback id and both buttons", () => {
    expect(viewOf(seedOffering())).toMatchObject({
      callback_id: "request",
      private_metadata: "{}",
      submit: { text: "Ask for it" },
    });
  });
});

describe("fields", () => {
  it("show their default, and what passes", () => {
    const offering = offeringOf({
      count: { type: "integer", minimum: 1, maximum: 9, default: 3, description: "How many." },
      size: { type: "string", enum: ["s", "m"], default: "m" },
      on: { type: "boolean", default: false },
    });
    const [, , count, size, on] = inputs(offering);
    expect(count).toMatchObject({
      hint: { text: "How many. A whole number from 1 to 9." },
      element: { initial_value: "3" },
    });
    expect(size?.element.initial_option?.value).toBe("m");
    expect(on?.element.initial_option?.value).toBe("no");
  });

  it("choose the only team by themselves", () => {
    expect(inputs(seedOffering(), teams("one"))[1]?.element.initial_option?.value).toBe("one");
  });

  it("stay within Slack's limits whatever the schema says", () => {
    const long = "very long ".repeat(1_000);
    const offering = offeringOf({
      a: { type: "string", title: long, description: long, enum: [long, "", "x"] },
      b: { type: "string", title: "   ", description: "😀".repeat(3_000) },
    });
    expect(modalProblems(viewOf({ ...offering, title: long, description: long }))).toEqual([]);
  });

  it("make a valid form of a real XRD", () => {
    const view = viewOf(only(readOne(sqlXrd)));
    expect(modalProblems(view)).toEqual([]);
    expect(view.title.text).toBe("SQL instance");
  });
});

describe("a form that can't be is refused before it opens", () => {
  it.each([
    [
      "a required list",
      offeringOf({ rules: { type: "array", items: { type: "string" } } }, ["rules"]),
      twoTeams,
      /spec\.rules \(a list\)/,
    ],
    ["no team", seedOffering(), teams(), /No team is known/],
    [
      "too many choices",
      offeringOf({ a: { type: "string", enum: Array.from({ length: 101 }, (_, i) => `o${i}`) } }),
      twoTeams,
      /"A" has 101 options; Slack allows 100/,
    ],
    [
      "too many fields",
      offeringOf(
        Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`f${i}`, { type: "string" }])),
      ),
      twoTeams,
      /123 blocks; Slack allows 100/,
    ],
    [
      "too many teams",
      seedOffering(),
      teams(...Array.from({ length: 101 }, (_, i) => `t${i}`)),
      /"Team" has 101 options/,
    ],
    [
      "choices that look the same",
      offeringOf({ a: { type: "string", enum: [`${"x".repeat(90)}1`, `${"x".repeat(90)}2`] } }),
      twoTeams,
      /look the same/,
    ],
  ])("%s", (_what, offering, platform, expected) => {
    const result = toModal(offering, platform, "{}");
    expect(result).toMatchObject({ kind: "refused" });
    expect(result.kind === "refused" ? result.message : "").toMatch(expected);
  });

  it("private data that is too long", () => {
    expect(toModal(seedOffering(), twoTeams, "x".repeat(3_001))).toMatchObject({ kind: "refused" });
  });
});

const text = (content: string) => ({ type: "plain_text", text: content }) as const;

describe("modalProblems", () => {
  const view = viewOf(seedOffering());

  it.each([
    ["a long title", { ...view, title: text("x".repeat(25)) }],
    ["a long button", { ...view, submit: text("x".repeat(25)) }],
    ["a long callback id", { ...view, callback_id: "x".repeat(256) }],
    ["two blocks of one id", { ...view, blocks: [...view.blocks, ...view.blocks] }],
    [
      "a long section",
      { ...view, blocks: [{ type: "section" as const, text: text("x".repeat(3_001)) }] },
    ],
    [
      "too large a view",
      {
        ...view,
        blocks: Array.from({ length: 90 }, (_, i) => ({
          type: "section" as const,
          block_id: `b${i}`,
          text: text("x".repeat(2_999)),
        })),
      },
    ],
  ])("finds %s", (_what, wrong) => {
    expect(modalProblems(wrong).length).toBeGreaterThan(0);
  });
});
