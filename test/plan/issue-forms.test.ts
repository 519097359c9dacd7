import { describe, expect, it } from "vitest";
import { toIssueForm } from "../../src/catalog/issue-form.ts";
import { planIssueForms } from "../../src/plan/issue-forms.ts";
import {
  readOne,
  seedCatalog,
  seedOffering,
  teams,
  twoTeams,
  xrdOf,
} from "../catalog/offerings.ts";

const path = ".github/ISSUE_TEMPLATE/new-db.yml";
const current = toIssueForm(seedOffering(), twoTeams);

describe("the pull request that keeps the issue forms current", () => {
  it("writes forms that are missing", () => {
    const plan = planIssueForms(seedCatalog(), twoTeams, new Map());
    expect(plan?.files).toEqual([{ path, content: current }]);
    expect(plan?.branch).toMatch(/^causeway\/issue-forms-[0-9a-f]{8}$/);
    expect(plan?.body).toContain(`- \`${path}\``);
  });

  it("is none when all are current", () => {
    expect(planIssueForms(seedCatalog(), twoTeams, new Map([[path, current]]))).toBeUndefined();
  });

  it("writes again what has changed, on a branch of its own", () => {
    const first = planIssueForms(seedCatalog(), twoTeams, new Map());
    const second = planIssueForms(seedCatalog(), teams("one"), new Map([[path, current]]));
    expect(second?.files[0]?.content).toContain("- one");
    expect(second?.branch).not.toBe(first?.branch);
    expect(planIssueForms(seedCatalog(), twoTeams, new Map())?.branch).toBe(first?.branch);
  });

  it("leaves alone what a person wrote, even in the form's place", () => {
    const own = "name: My own\ndescription: x\nbody: []\n# Written by Causeway, not\n";
    expect(planIssueForms(seedCatalog(), twoTeams, new Map([[path, own]]))).toBeUndefined();
  });

  it("offers no form for what no form can ask", () => {
    const list = readOne(
      xrdOf({
        type: "object",
        required: ["a"],
        properties: { a: { type: "array", items: { type: "string" } } },
      }),
    );
    expect(planIssueForms(list, twoTeams, new Map())).toBeUndefined();
    expect(planIssueForms(seedCatalog(), teams(), new Map())).toBeUndefined();
  });
});
