import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import type { Problem } from "../../src/domain/location.ts";
import type { Platform, RequestRule } from "../../src/domain/platform.ts";
import type { RepositoryFile } from "../../src/domain/repository.ts";
import { exampleText } from "../../src/plan/example-manifest.ts";
import { ruleFor } from "../../src/plan/may-request.ts";
import { createCatalogPages } from "../../src/web/catalog-pages.ts";
import type { CatalogSource, CatalogState } from "../../src/web/catalog-view.ts";
import { seedXrd, sqlXrd, teams, xrdOf } from "../catalog/offerings.ts";

const commitSha = "0123456789abcdef0123456789abcdef01234567";
const repositoryUrl = "https://github.com/myorg/platform-config";
const finalRule: RequestRule = { offerings: ["*"], teams: ["*"], allow: "members", approvals: 0 };
const platform: Platform = {
  environments: [],
  ...teams("my-team", "team-alpha", "team-beta"),
  people: new Map([["U024BE7LH", "octocat"]]),
  commands: new Map([["new-db", "databases.platform.example.com"]]),
  requests: [
    {
      offerings: ["new-db"],
      teams: ["team-alpha"],
      allow: "members",
      approvals: 1,
      approvers: "my-team",
    },
    finalRule,
  ],
  connections: new Map(),
  guardrails: new Map(),
};

const seedFile = { path: "compositions/database.yaml", content: seedXrd };

function stateOf(files: readonly RepositoryFile[], forms: readonly string[] = []): CatalogState {
  return {
    platform,
    catalog: readCatalog(files, platform),
    tree: { commitSha },
    issueForms: new Map(forms.map((path) => [path, ""])),
  };
}

interface World {
  state: CatalogState | undefined;
  problems: readonly Problem[];
}

function pagesOf(world: Partial<World>, slack = true) {
  const source: CatalogSource = {
    current: () => world.state,
    problems: () => world.problems ?? [],
    ruleFor,
    example: exampleText,
    repositoryUrl,
    slack,
  };
  const pages = createCatalogPages(source);
  return async (path: string) => {
    const response = await pages.request(path);
    const body = await response.text();
    return { status: response.status, headers: response.headers, body, text: readable(body) };
  };
}

/** What a person reads: the page without its tags, on one line. */
function readable(page: string): string {
  return page
    .replaceAll(/<style>[\s\S]*?<\/style>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}

describe.each(["/catalog", "/catalog/new-db"])("%s", (path) => {
  const get = pagesOf({ state: stateOf([seedFile], [".github/ISSUE_TEMPLATE/new-db.yml"]) });

  it("says what it is and how to ask", async () => {
    const { status, text, body } = await get(path);
    expect(status).toBe(200);
    expect(text).toContain("Database");
    expect(text).toContain("/platform new-db");
    expect(body).toContain(`href="${repositoryUrl}/issues/new?template=new-db.yml"`);
  });

  it("says who may ask, and who must approve", async () => {
    const { text } = await get(path);
    expect(text).toContain("For team-alpha Members of the team 1 other person of my-team");
    expect(text).toContain("For every other team Members of the team None: it is merged when");
  });

  it("lists the fields, with what may be given", async () => {
    const { text } = await get(path);
    expect(text).toContain("Size required one of small, medium, large");
    expect(text).toContain("Backup yes or no");
    expect(text).toContain("Team required one of the teams");
  });

  it("shows an example, and the file that it is made from at the commit", async () => {
    const { body } = await get(path);
    expect(body).toContain(
      "kind: Database\nmetadata:\n  name: my-database\n  namespace: my-team\n",
    );
    expect(body).toContain(`href="${repositoryUrl}/blob/${commitSha}/${seedFile.path}"`);
  });

  it("may load, run and send nothing, and its one stylesheet is the one that it allows", async () => {
    const { headers, body } = await get(path);
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
    const digest = createHash("sha256").update(style).digest("base64");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${digest}'`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(body).not.toMatch(/<script|\sstyle=|\son\w+=|src=|@import|url\(/i);
  });

  it("names no person", async () => {
    const { body } = await get(path);
    expect(body).not.toMatch(/octocat|U024BE7LH/);
  });
});

describe("the catalog", () => {
  it("is where / leads", async () => {
    const { status, headers } = await pagesOf({ state: stateOf([seedFile]) })("/");
    expect([status, headers.get("location")]).toEqual([302, "catalog"]);
  });

  it("has a page for every offering that it links to", async () => {
    const sql = { path: "compositions/sql.yaml", content: sqlXrd };
    const get = pagesOf({ state: stateOf([seedFile, sql]) });
    const { body } = await get("/catalog");
    const links = [...body.matchAll(/href="(catalog\/[^"]+)"/g)].map(([, link = ""]) => `/${link}`);
    expect(links).toEqual(["/catalog/new-db", "/catalog/new-sqlinstance"]);
    for (const link of links) expect((await get(link)).status).toBe(200);
  });

  it("says what is broken, where and why, and shows the others", async () => {
    const broken = { path: "compositions/my broken.yaml", content: xrdOf({ type: "objekt" }) };
    const { text, body } = await pagesOf({ state: stateOf([seedFile, broken]) })("/catalog");
    expect(text).toContain("/platform new-db");
    expect(text).toContain('The type "objekt" is not known.');
    expect(body).toMatch(
      new RegExp(`href="${repositoryUrl}/blob/${commitSha}/compositions/my%20broken.yaml#L\\d+"`),
    );
    expect(text).toMatch(/my broken\.yaml, line \d+/);
  });

  it("follows the configuration: the next look shows what was merged", async () => {
    const world: World = { state: stateOf([]), problems: [] };
    const get = pagesOf(world);
    expect((await get("/catalog")).text).toContain("Nothing can be asked for yet");
    expect((await get("/catalog/new-db")).status).toBe(404);
    world.state = stateOf([seedFile]);
    expect((await get("/catalog")).text).toContain("/platform new-db");
    expect((await get("/catalog/new-db")).status).toBe(200);
  });

  it("tells that a broken platform.yaml is not in use, without quoting it", async () => {
    const location = {
      path: "platform.yaml",
      startLine: 7,
      startColumn: 3,
      endLine: 7,
      endColumn: 9,
    };
    const problems = [{ location, message: 'people.U1 is "octocat!"' }];
    const world: World = { state: stateOf([seedFile]), problems: [] };
    const get = pagesOf(world);
    expect((await get("/catalog")).text).not.toContain("older");
    world.problems = problems;
    const { text } = await get("/catalog");
    expect(text).toContain("platform.yaml has a mistake there (line 7)");
    expect(text).not.toContain("octocat");
  });

  it.each(["/catalog", "/catalog/new-db"])(
    "%s before anything was read asks for patience, and is looked at again",
    async (path) => {
      const { status, headers, text, body } = await pagesOf({ state: undefined })(path);
      expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
      expect(text).toContain("was not read yet");
      expect(body).toContain('<meta http-equiv="refresh" content="5" />');
    },
  );

  it.each([
    "new-nothing",
    "constructor",
    "__proto__",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%ff",
  ])("has no page for %s, and says where to look", async (command) => {
    const { status, body } = await pagesOf({ state: stateOf([seedFile]) })(`/catalog/${command}`);
    expect(status).toBe(404);
    expect(body).toContain('href="../catalog"');
    expect(body).not.toContain("<script");
  });

  it("does not speak of Slack when there is none", async () => {
    const { text } = await pagesOf({ state: stateOf([seedFile]) }, false)("/catalog/new-db");
    expect(text).not.toMatch(/slack/i);
  });

  it("says that the issue form is still to come, and why no form can be shown", async () => {
    const list = xrdOf(
      {
        type: "object",
        required: ["zones"],
        properties: { zones: { type: "array", items: { type: "string" } } },
      },
      "Network",
    );
    const files = [seedFile, { path: "compositions/network.yaml", content: list }];
    const get = pagesOf({ state: stateOf(files) });
    expect((await get("/catalog/new-db")).text).toContain(
      "The issue form is not in the repository",
    );
    const { text } = await get("/catalog/new-network");
    expect(text).toContain("spec.zones : a list required");
    expect(text).toMatch(/In Slack No form can be shown\. .* On GitHub No issue form can be shown/);
  });
});

describe("text from files", () => {
  const evil = '</pre><script>alert("x")</script><img src=x onerror=alert(1)>';
  const xrd = xrdOf({
    type: "object",
    description: evil,
    required: ["a"],
    properties: {
      a: { type: "string", title: `A ${evil}`, description: evil, default: evil },
      b: { type: "string", enum: [evil, "b"] },
      [evil]: { type: "array", items: { type: "string" } },
    },
  }).replace(
    "metadata:",
    `metadata:\n  annotations:\n    causeway.dev/documentation: javascript:alert(1) https://docs.example.org/?a="><b>`,
  );

  it.each(["/catalog", "/catalog/new-thing"])("is text on %s, whatever it says", async (path) => {
    const { body, status } = await pagesOf({
      state: stateOf([{ path: `x/${evil}`, content: xrd }]),
    })(path);
    expect(status).toBe(200);
    expect(body).toContain("&lt;script&gt;");
    expect(body).not.toMatch(/<script|<img|<b>|href="javascript/i);
  });

  it("shows links to documentation, and only to the web", async () => {
    const content = sqlXrd.replace(
      "metadata:\n",
      `metadata:
  annotations:
    causeway.dev/documentation: https://docs.example.com/sql ftp://docs.example.com/
    terasky.backstage.io/links: '[{"url": "https://wiki.example.com/x", "title": "Runbook"}]'
`,
    );
    const get = pagesOf({ state: stateOf([{ path: "compositions/sql.yaml", content }]) });
    const { body, text } = await get("/catalog/new-sqlinstance");
    expect(body).toContain('<a href="https://docs.example.com/sql">docs.example.com/sql</a>');
    expect(body).toContain('<a href="https://wiki.example.com/x">Runbook</a>');
    expect(body).not.toContain('href="ftp:');
    expect(text).toContain("an address that does not start with https:// or http://");
  });
});
