import { describe, expect, it } from "vitest";
import { z } from "zod";
import { issueFormPath, issueFormProblem, toIssueForm } from "../../src/catalog/issue-form.ts";
import type { Offering } from "../../src/domain/offering.ts";
import { readYaml } from "../../src/yaml/documents.ts";
import { offeringOf, only, readOne, seedOffering, sqlXrd, teams, twoTeams } from "./offerings.ts";

/** GitHub's form schema, with its validation rules (docs.github.com, "Common validation errors…"). */
const attributes = z.strictObject({
  label: z
    .string()
    .min(1)
    .regex(/^(?!.*password)/i),
  description: z.string().min(1).optional(),
  placeholder: z.string().optional(),
  value: z.string().optional(),
});
const id = z.string().regex(/^[A-Za-z0-9_-]+$/);
const validations = z.strictObject({ required: z.boolean() });
const element = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("markdown"),
    attributes: z.strictObject({ value: z.string().min(1) }),
  }),
  z.strictObject({ type: z.enum(["input", "textarea"]), id, attributes, validations }),
  z.strictObject({
    type: z.literal("dropdown"),
    id,
    attributes: attributes.omit({ placeholder: true, value: true }).extend({
      options: z
        .array(
          z
            .string()
            .min(1)
            .regex(/^(?!none$)/i),
        )
        .min(1)
        .refine((options) => new Set(options).size === options.length, "options must be unique"),
      default: z.number().int().min(0).optional(),
    }),
    validations,
  }),
]);
const formSchema = z.strictObject({
  name: z.string().min(3),
  description: z.string().min(3),
  title: z.string(),
  body: z.array(element).min(2),
});

function formOf(offering: Offering, platform = twoTeams) {
  const { documents, problems } = readYaml(toIssueForm(offering, platform), "form.yml");
  expect(problems).toEqual([]);
  const form = formSchema.parse(documents[0]?.value);
  const questions = form.body.flatMap((one) => (one.type === "markdown" ? [] : [one]));
  const similar = questions.map(({ attributes: { label } }) =>
    label.toLowerCase().replaceAll(/[^a-z0-9_]+/g, "-"),
  );
  expect(new Set(similar).size).toBe(similar.length);
  expect(new Set(questions.map((one) => one.id)).size).toBe(questions.length);
  return { form, questions };
}

describe("the seed's issue form", () => {
  const { questions } = formOf(seedOffering());

  it("asks what, name, team, and the fields of the schema", () => {
    expect(
      questions.map((one) => [one.type, one.id, one.attributes.label, one.validations.required]),
    ).toEqual([
      ["dropdown", "offering", "What you ask for", true],
      ["input", "name", "Name", true],
      ["dropdown", "team", "Team", true],
      ["dropdown", "size", "Size", true],
      ["dropdown", "backup", "Backup", false],
    ]);
  });

  it("quotes yes and no, which GitHub would read as booleans", () => {
    expect(toIssueForm(seedOffering(), twoTeams)).toContain('- "yes"\n        - "no"\n');
  });

  it("is the same each time, and says who wrote it", () => {
    const form = toIssueForm(seedOffering(), twoTeams);
    expect(form).toBe(toIssueForm(seedOffering(), twoTeams));
    expect(form.split("\n")[0]).toMatch(/^# Written by Causeway from compositions\/database\.yaml/);
  });

  it("has its place", () => {
    expect(issueFormPath(seedOffering())).toBe(".github/ISSUE_TEMPLATE/new-db.yml");
    expect(issueFormPath({ command: "../../x" })).toBe(".github/ISSUE_TEMPLATE/------x.yml");
  });

  it("offers the only team in a menu all the same", () => {
    const team = formOf(seedOffering(), teams("one")).questions[2];
    expect(team).toMatchObject({ type: "dropdown", attributes: { options: ["one"], default: 0 } });
  });
});

describe("GitHub's rules", () => {
  it("hold for a real XRD, whose labels would name a password", () => {
    expect(
      formOf(only(readOne(sqlXrd))).questions.map(({ attributes: { label } }) => label),
    ).toContain("Sign-in secret ref: name");
  });

  it("hold for every awkward schema", () => {
    const offering = offeringOf({
      a: { type: "string", enum: ["None", "none", "", "true", "on", "0777", " padded "] },
      b: { type: "string", title: "### Name", default: "yes" },
      c: { type: "string", title: "a: b # c", description: "<!-- x -->\n\n- y: [" },
      d: { type: "integer", minimum: 2, default: 7 },
      e: { type: "string", maxLength: 2_000 },
      f: { type: "boolean", default: true },
      Password: { type: "string" },
    });
    const { questions } = formOf(offering);
    expect(questions.find((one) => one.id === "d")).toMatchObject({
      attributes: { description: "Give a whole number, 2 or more.", value: "7" },
    });
    expect(questions.find((one) => one.id === "e")?.type).toBe("textarea");
    expect(questions.find((one) => one.id === "f")).toMatchObject({ attributes: { default: 0 } });
  });

  it("that can't be met are told", () => {
    expect(issueFormProblem(seedOffering(), twoTeams)).toBeUndefined();
    expect(issueFormProblem(seedOffering(), teams())).toMatch(/No team/);
    const list = offeringOf({ a: { type: "array", items: { type: "string" } } }, ["a"]);
    expect(issueFormProblem(list, twoTeams)).toMatch(/spec\.a \(a list\)/);
    const alike = offeringOf({ a: { type: "string", enum: ["x y", "x  y"] } });
    expect(issueFormProblem(alike, twoTeams)).toMatch(/look alike/);
  });
});
