import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formQuestions } from "../../src/catalog/issue-form.ts";
import { offeringOfIssue, parseIssueForm } from "../../src/intake/issue-form.ts";
import { offeringOf, seedCatalog, seedOffering, twoTeams } from "../catalog/offerings.ts";

/** The body that GitHub makes of the seed's form. */
const body = [
  "### What you ask for",
  "new-db",
  "### Name",
  "my-app-database",
  "### Team",
  "my-team",
  "### Size",
  "medium",
  "### Backup",
  "yes",
].join("\n\n");

const parse = (text: string) => parseIssueForm(text, seedOffering(), twoTeams);

describe("a body that the form made", () => {
  it("gives what was asked", () => {
    expect(parse(body)).toEqual({
      kind: "parsed",
      team: "my-team",
      name: "my-app-database",
      values: { spec: { parameters: { size: "medium", backup: true } } },
    });
  });

  it("may have CRLF and a line at its end", () => {
    expect(parse(`${body.replaceAll("\n", "\r\n")}\r\n`)).toEqual(parse(body));
  });

  it.each(["_No response_", "None", ""])("may leave the backup open as %j", (nothing) => {
    expect(parse(body.replace(/yes$/, nothing))).toMatchObject({
      kind: "parsed",
      values: { spec: { parameters: { size: "medium" } } },
    });
  });
});

describe("a body that was tampered with is refused, with the reason", () => {
  it.each([
    [
      "a heading is missing",
      body.replace("### Size\n\nmedium\n\n", ""),
      'The heading "Size" of the form is missing.',
    ],
    [
      "a heading is twice",
      `${body}\n\n### Size\n\nlarge`,
      'The heading "Size" is there 2 times; once was expected.',
    ],
    [
      "headings changed places",
      body
        .replace("### Name", "### X")
        .replace("### Team", "### Name")
        .replace("### X", "### Team"),
      'The heading "Team" comes before "Name"',
    ],
    [
      "a heading is not the whole line",
      body.replace("### Size", "### Size please"),
      '"Size" of the form is missing',
    ],
    [
      "a heading has another level",
      body.replace("### Size", "## Size"),
      '"Size" of the form is missing',
    ],
    ["text stands before the form", `Hello!\n\n${body}`, "There is text before the first heading"],
    [
      "a comment stands before the form",
      `<!-- hidden -->\n${body}`,
      "There is text before the first heading",
    ],
    ["text after an edit", `${body}\n\nPS: and make it large`, '"Backup" must be one line; 3 came'],
    [
      "another heading",
      body.replace("### Backup", "### Admin\n\nyes\n\n### Backup"),
      '"Size" must be one line',
    ],
    [
      "a choice that is none",
      body.replace("medium", "gigantic"),
      '"gigantic" is none of the choices of "Size": small, medium, large.',
    ],
    [
      "two choices",
      body.replace("medium", "small, medium"),
      '"small, medium" is none of the choices',
    ],
    [
      "a team that is none",
      body.replace("my-team", "admins"),
      '"admins" is none of the choices of "Team"',
    ],
    ["no team", body.replace("my-team", "_No response_"), "Choose the team"],
    ["a required answer is open", body.replace("medium", "_No response_"), "Size is needed."],
    ["no name", body.replace("my-app-database", "_No response_"), "A name is needed"],
    ["a name that is none", body.replace("my-app-database", "@everyone"), "For example: everyone"],
    ["backticks", body.replace("my-app-database", "`my-db`"), "For example: my-db"],
    [
      "a block of code",
      body.replace("my-app-database", "```\nmy-db\n```"),
      '"Name" must be one line; 3 came',
    ],
    [
      "our marker",
      body.replace("my-app-database", "<!-- causeway:request=r-1 -->"),
      '"Name" holds a hidden mark',
    ],
    [
      "the command of another offering",
      body.replace("new-db", "new-cluster"),
      "none of the choices",
    ],
    ["a huge body", `${body}${" ".repeat(70_000)}`, "at most 65536"],
    ["nothing", "", '"What you ask for" of the form is missing'],
  ])("%s", (_what, text, reason) => {
    const result = parse(text);
    expect(result.kind).toBe("refused");
    expect(result.kind === "refused" ? result.message : "").toContain(reason);
  });

  it("names the field that is at fault", () => {
    expect(parse(body.replace("medium", "x"))).toMatchObject({ fieldId: "size" });
    expect(parse(body.replace("my-app-database", "A"))).toMatchObject({ fieldId: "name" });
  });
});

const question = (note: string) =>
  `### What you ask for\n\nnew-thing\n\n### Name\n\na\n\n### Team\n\nmy-team\n\n### Note\n\n${note}\n\n### Last\n\n_No response_`;

describe("longer texts", () => {
  const offering = offeringOf({
    note: { type: "string", maxLength: 2_000 },
    last: { type: "string" },
  });

  it("may hold headings, code and mentions as data", () => {
    const note = "# Title\n\n### Other\n```\n@everyone <!-- x -->\n```";
    expect(parseIssueForm(question(note), offering, twoTeams)).toMatchObject({
      kind: "parsed",
      values: { spec: { note } },
    });
  });

  it("may not hold a heading of the form", () => {
    expect(parseIssueForm(question("x\n### Last\ny"), offering, twoTeams)).toMatchObject({
      kind: "refused",
    });
  });
});

describe("which offering an issue asks for", () => {
  const catalog = seedCatalog();

  it.each([
    ["an ordinary issue", "The build is broken."],
    ["nothing", ""],
    ["the words in a sentence", "I chose What you ask for and it failed."],
    ["a form that is quoted in a block of code", `It says:\n\n\`\`\`\n${body}\n\`\`\`\n`],
    ["a form that is quoted in a longer block", `~~~~md\n~~~\n${body}\n~~~~\n`],
    ["a quoted form", body.replaceAll(/^/gm, "> ")],
  ])("none: %s", (_what, text) => {
    expect(offeringOfIssue(text, catalog)).toEqual({ kind: "none" });
  });

  it("finds the offering", () => {
    expect(offeringOfIssue(body, catalog)).toMatchObject({
      kind: "offering",
      offering: { name: "databases.platform.example.com" },
    });
  });

  it.each([
    [
      "a command that is gone",
      body.replace("new-db", "new-queue"),
      '"new-queue" under "What you ask for" is nothing that can be asked for. Offered are: new-db.',
    ],
    ["the heading twice", `${body}\n### What you ask for\nnew-db`, "is there 2 times"],
    ["text before it", `hi\n${body}`, "text before the first heading"],
  ])("refused: %s", (_what, text, reason) => {
    const found = offeringOfIssue(text, catalog);
    expect(found.kind === "refused" ? found.message : found.kind).toContain(reason);
  });
});

describe("properties", () => {
  const offering = offeringOf({
    note: { type: "string" },
    more: { type: "string", maxLength: 5_000 },
  });
  const labels = formQuestions(offering, twoTeams).map(({ label }) => label);

  it("reads back any single line of text, exactly", () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .map((text) => text.replaceAll(/\s+/g, " ").trim())
      .filter(
        (text) =>
          text !== "" &&
          text !== "_No response_" &&
          !/<!--\s*causeway:/i.test(text) &&
          !labels.includes(text.slice(4)),
      );
    fc.assert(
      fc.property(line, (note) => {
        const text = `### What you ask for\n\nnew-thing\n\n### Name\n\na\n\n### Team\n\nmy-team\n\n### Note\n\n${note}\n\n### More\n\n_No response_`;
        expect(parseIssueForm(text, offering, twoTeams)).toMatchObject({
          values: { spec: { note } },
        });
      }),
    );
  });

  it("never throws and never invents a value, whatever comes", () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...labels.map((label) => `### ${label}`),
        "",
        "new-thing",
        "my-team",
        "a",
        "_No response_",
        "```",
        "<!-- causeway:request=x -->",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const result = parseIssueForm(parts.join("\n"), offering, twoTeams);
        const isHonest =
          result.kind === "parsed" ? parts.includes(result.team) : result.message.length > 10;
        expect(isHonest).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
