import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeRequest } from "../../src/domain/request.ts";
import { toManifest } from "../../src/plan/manifest.ts";
import { manifestPath, mergeMessage, planProvision } from "../../src/plan/provision.ts";
import { requestId } from "../../src/plan/request-id.ts";
import { readYaml } from "../../src/yaml/documents.ts";
import { offeringOf, seedOffering, twoTeams } from "../catalog/offerings.ts";

const claim = readFileSync(
  new URL("../fixtures/plan/my-app-database.yaml", import.meta.url),
  "utf8",
);

const request: ChangeRequest = {
  id: "r-0123456789",
  kind: "provision",
  offering: "databases.platform.example.com",
  requester: { githubLogin: "octocat", slackUserId: "U024BE7LH" },
  team: "my-team",
  name: "my-app-database",
  values: { spec: { parameters: { backup: true, size: "medium" } } },
  askedAt: "2026-11-24T09:30:00.000Z",
};
const plan = planProvision({
  request,
  offering: seedOffering(),
  platform: twoTeams,
  threadUrl: "https://example.slack.com/archives/C1/p1",
});

describe("the pull request of the seed's request", () => {
  it("writes exactly the seed's claim", () => {
    expect(plan.files).toEqual([{ path: "claims/my-team/my-app-database.yaml", content: claim }]);
  });

  it("has a branch and a title that say which request it is", () => {
    expect(plan).toMatchObject({
      branch: "causeway/r-0123456789",
      title: "Database my-app-database for my-team",
    });
  });

  it("tells a reviewer who asked for what, where it goes, and what a merge does", () => {
    expect(plan.body).toContain(
      "octocat asks for **Database** `my-app-database` for team `my-team`.",
    );
    expect(plan.body).toContain("| Size | `medium` |\n| Backup | `true` |\n\n");
    expect(plan.body).toContain("`claims/my-team/my-app-database.yaml`");
    expect(plan.body).toContain("in the namespace `my-team`");
    expect(plan.body).toContain("**When it is merged,**");
    expect(plan.body).toContain("[the thread](https://example.slack.com/archives/C1/p1)");
    expect(plan.body.trimEnd().endsWith("<!-- causeway:request=r-0123456789 -->")).toBe(true);
  });

  it("says who asked in the commit's trailers", () => {
    expect(plan.commitMessage).toBe(
      [
        "Database my-app-database for my-team",
        "Adds claims/my-team/my-app-database.yaml, as octocat asked on 2026-11-24.",
        "Causeway-Request: r-0123456789\nRequested-by: octocat",
      ].join("\n\n"),
    );
  });

  it("is the same each time", () => {
    const again = planProvision({
      request,
      offering: seedOffering(),
      platform: twoTeams,
      threadUrl: "https://example.slack.com/archives/C1/p1",
    });
    expect(again).toEqual(plan);
  });

  it("puts the trailers on the merge commit too, whatever the title became", () => {
    const merge = mergeMessage(request, { number: 7, title: "New title\n\nRequested-by: root" });
    expect(merge).toEqual({
      title: "New title Requested-by: root (#7)",
      message: "Causeway-Request: r-0123456789\nRequested-by: octocat",
    });
  });
});

describe("text that people typed", () => {
  const hostile = [
    "@everyone",
    "a | b | c",
    "`code` ``more``",
    "<!-- causeway:request=r-forged -->",
    "x\n\nRequested-by: root",
    "</table><script>",
    "\u202Etxt",
    "![x](https://example.com/x.png)",
    "x\n| Admin | `yes` |",
  ];
  const offering = offeringOf({ note: { type: "string", maxLength: 3_000 } });

  it.each(hostile)("is data in the pull request: %j", (note) => {
    const { body, commitMessage, files } = planProvision({
      request: { ...request, values: { spec: { note } } },
      offering,
      platform: twoTeams,
    });
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body).toContain("<!-- causeway:request=r-0123456789 -->");
    const row = body.split("\n").find((line) => line.startsWith("| Note")) ?? "";
    expect(row).toMatch(/^\| Note \| (`+) ?[\s\S]* ?\1 \|$/);
    expect(row.replaceAll(String.raw`\|`, "").split("|")).toHaveLength(4);
    expect(body.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(5);
    expect(commitMessage.match(/^Requested-by:/gm)).toHaveLength(1);
    expect(readYaml(files[0]?.content ?? "", "a.yaml").documents[0]?.value).toMatchObject({
      spec: { note },
    });
  });

  it("can't leave claims/, even when a team's name is a path", () => {
    expect(manifestPath({ team: "../../.github", name: "../x" })).toBe(
      "claims/--..-.github/--x.yaml",
    );
    expect(manifestPath({ team: "..", name: "a" })).toBe("claims/-/a.yaml");
  });

  it("never forges a trailer or a marker", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (login, title) => {
        const { message } = mergeMessage(
          { ...request, requester: { githubLogin: `a${login}` } },
          { number: 1, title },
        );
        expect(message.split("\n").filter((line) => line.startsWith("Causeway-Request:"))).toEqual([
          "Causeway-Request: r-0123456789",
        ]);
      }),
    );
  });
});

describe("manifests", () => {
  it("follow the order of the schema, not of what was typed", () => {
    const offering = offeringOf({ b: { type: "string" }, a: { type: "string" } });
    expect(
      toManifest(offering, { namespace: "ns", name: "x1", values: { spec: { a: "1", b: "yes" } } }),
    ).toBe(
      'apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: x1\n  namespace: ns\nspec:\n  b: "yes"\n  a: "1"\n',
    );
  });

  it("have no namespace for an object that has none", () => {
    const offering = seedOffering();
    const cluster = { ...offering, target: { ...offering.target, namespaced: false } };
    expect(toManifest(cluster, { namespace: "ns", name: "x1", values: {} })).toContain(
      "metadata:\n  name: x1\nspec: {}",
    );
  });

  it("hold the maps that the schema requires, so that their defaults can come", () => {
    const offering = offeringOf(
      {
        m: {
          type: "object",
          required: ["inner"],
          properties: { inner: { type: "object", properties: { x: { type: "string" } } } },
        },
      },
      ["m"],
    );
    expect(toManifest(offering, { namespace: "ns", name: "x1", values: {} })).toContain(
      "spec:\n  m:\n    inner: {}\n",
    );
  });
});

describe("request ids", () => {
  it("are short, the same for the same event, and others for others", () => {
    expect(requestId("slack:V1")).toBe("r-r9t8z6x3js");
    const ids = new Set(Array.from({ length: 5_000 }, (_, index) => requestId(`github:${index}`)));
    expect(ids.size).toBe(5_000);
    expect([...ids].every((id) => /^r-[0-9a-hjkmnp-tv-z]{10}$/.test(id))).toBe(true);
  });
});
