import { describe, expect, it } from "vitest";
import {
  createConfigurationSource,
  isConfigurationFile,
} from "../../src/workflow/configuration.ts";
import { platformYaml, World, xrdPath } from "./world.ts";

function sourceOf(world: World) {
  return createConfigurationSource(world.host, world.host.repository, world.log);
}

describe("the configuration", () => {
  it("is what the default branch says", async () => {
    const world = new World({
      ".github/ISSUE_TEMPLATE/new-db.yml": "name: x\n",
      "docs/readme.md": "# x\n",
    });
    const source = sourceOf(world);
    expect(source.current()).toBeUndefined();
    const read = await source.refresh();
    expect(source.current()).toBe(read);
    expect(read.rules.map(({ path }) => path)).toEqual([xrdPath]);
    expect([...read.issueForms.keys()]).toEqual([".github/ISSUE_TEMPLATE/new-db.yml"]);
    expect(read.platform.teams.has("team-alpha")).toBe(true);
  });

  it("is read once for a commit", async () => {
    const world = new World();
    const source = sourceOf(world);
    expect(await source.refresh()).toBe(await source.refresh());
    world.host.push({});
    const moved = await source.refresh();
    expect(moved.tree.commitSha).toBe(world.host.headSha);
  });

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["platform.yaml", { "platform.yaml": platformYaml("# more") }, true],
    ["a guardrail", { "guardrails/a.yaml": "a: 1\n" }, true],
    ["a CRD", { "crds/a.yaml": "a: 1\n" }, true],
    ["a claim", { "claims/team-alpha/x.yaml": "a: 1\n" }, false],
    ["an issue form", { ".github/ISSUE_TEMPLATE/x.yml": "a: 1\n" }, false],
  ])(
    "a change of %s changes the rules' digest: only if it is a rule",
    async (_what, files, changes) => {
      const world = new World();
      const source = sourceOf(world);
      const { rulesDigest } = await source.refresh();
      world.host.push(files);
      expect((await source.refresh()).rulesDigest !== rulesDigest).toBe(changes);
    },
  );
});

describe("a platform.yaml that sets guardrails", () => {
  it("is used, and the log names those that there are not", async () => {
    const world = new World({
      "platform.yaml": platformYaml("guardrails:", "  no-host-path: off", "  no-host-pth: warn"),
    });
    const { platform } = await sourceOf(world).refresh();
    expect([...platform.guardrails.values()]).toEqual(["off", "warn"]);
    const warned = world.log.lines.filter(({ level }) => level === "warn");
    expect(warned).toMatchObject([
      {
        fields: { problems: [expect.stringMatching(/^platform\.yaml:12:3: .*"no-host-path"\?$/)] },
        message: "platform.yaml sets guardrails that there are not",
      },
    ]);
  });

  it("is not warned of when all of them are there", async () => {
    const world = new World({ "platform.yaml": platformYaml("guardrails: { no-host-path: off }") });
    await sourceOf(world).refresh();
    expect(world.log.lines.filter(({ level }) => level === "warn")).toEqual([]);
  });
});

describe("a platform.yaml with a mistake", () => {
  const broken = { "platform.yaml": "apiVersion: causeway.dev/v1\nkind: Platform\nteems: {}\n" };

  it("leaves the last good one in use, on the new commit, and names the mistake", async () => {
    const world = new World();
    const source = sourceOf(world);
    const good = await source.refresh();
    world.host.push(broken);
    const kept = await source.refresh();
    expect(kept.platform).toBe(good.platform);
    expect(kept.rulesDigest).toBe(good.rulesDigest);
    expect(kept.tree.commitSha).toBe(world.host.headSha);
    expect(source.problems()[0]).toMatchObject({ location: { path: "platform.yaml" } });
    world.host.push({ "platform.yaml": platformYaml() });
    await source.refresh();
    expect(source.problems()).toEqual([]);
  });

  it("from the beginning is an error that says where it is, and no configuration", async () => {
    const world = new World(broken);
    const source = sourceOf(world);
    await expect(source.refresh()).rejects.toThrow(/platform\.yaml:\d+:\d+: /);
    expect(source.current()).toBeUndefined();
    world.host.push({ "platform.yaml": platformYaml() });
    await source.refresh();
    expect(source.current()?.platform.teams.size).toBe(2);
  });

  it("that is not there at all is told too", async () => {
    const world = new World();
    world.host.files.delete("platform.yaml");
    await expect(sourceOf(world).refresh()).rejects.toThrow("has no platform.yaml");
  });
});

describe("reads at one time", () => {
  it("that come while one is under way share one that follows it, and see what was pushed", async () => {
    const world = new World();
    const source = sourceOf(world);
    let reads = 0;
    const readTree = world.host.readDefaultBranch.bind(world.host);
    world.host.readDefaultBranch = () => {
      reads += 1;
      return readTree();
    };
    const first = source.refresh();
    const [before] = [world.host.headSha];
    const waiting = [source.refresh(), source.refresh(), source.refresh()];
    world.host.push({});
    expect((await first).tree.commitSha).toBe(before);
    for (const one of await Promise.all(waiting))
      expect(one.tree.commitSha).toBe(world.host.headSha);
    expect(reads).toBe(2);
  });

  it("that fail do not stop the next one", async () => {
    const world = new World();
    const source = sourceOf(world);
    const readTree = world.host.readDefaultBranch.bind(world.host);
    world.host.readDefaultBranch = () => Promise.reject(new Error("GitHub is down"));
    const first = source.refresh();
    const second = source.refresh();
    await expect(first).rejects.toThrow("GitHub is down");
    await expect(second).rejects.toThrow("GitHub is down");
    world.host.readDefaultBranch = readTree;
    expect((await source.refresh()).tree.commitSha).toBe(world.host.headSha);
  });
});

it.each([
  ["platform.yaml", true],
  ["compositions/deep/er/x.yml", true],
  ["guardrails/x.yaml", true],
  ["crds/x.yaml", true],
  [".github/ISSUE_TEMPLATE/x.yml", true],
  [".github/ISSUE_TEMPLATE/deeper/x.yml", false],
  ["claims/team-alpha/x.yaml", false],
  ["docs/guardrails/x.yaml", false],
  ["guardrails/readme.md", false],
  ["deep/platform.yaml", false],
])("%s is a file of the configuration: %s", (path, expected) => {
  expect(isConfigurationFile(path)).toBe(expected);
});
