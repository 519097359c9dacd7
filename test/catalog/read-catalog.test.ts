import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import { only, readOne, xrdOf } from "./offerings.ts";

describe("commands", () => {
  const thing = { path: "compositions/a.yaml", content: xrdOf({ type: "object" }) };
  const other = {
    path: "crds/b.yaml",
    content: xrdOf({ type: "object" }).replaceAll("example.org", "example.net"),
  };

  it("are new- and the kind", () => {
    expect(only(readOne(thing.content)).command).toBe("new-thing");
  });

  it("that clash break both offerings, and a new name in platform.yaml mends it", () => {
    const clash = readCatalog([thing, other], { commands: new Map() });
    expect(clash.offerings).toEqual([]);
    expect(clash.broken.map(({ path }) => path)).toEqual([thing.path, other.path]);
    expect(clash.broken[0]?.problems[0]?.message).toContain(
      '"new-thing" would be that of things.example.net too',
    );
    const mended = readCatalog([thing, other], {
      commands: new Map([["new-other", "things.example.net"]]),
    });
    expect(mended.offerings.map(({ command }) => command)).toEqual(["new-other", "new-thing"]);
    expect(mended.broken).toEqual([]);
  });

  it("tells an offering that is defined twice, and keeps the first", () => {
    const twice = readCatalog([thing, { ...thing, path: "compositions/z.yaml" }], {
      commands: new Map(),
    });
    expect(twice.offerings).toHaveLength(1);
    expect(twice.broken[0]).toMatchObject({ path: "compositions/z.yaml" });
  });

  it("tells a command that stands for nothing", () => {
    const catalog = readCatalog([thing], { commands: new Map([["new-db", "gone.example.org"]]) });
    expect(catalog.broken[0]?.problems[0]?.message).toMatch(
      /"new-db" stands for "gone\.example\.org".*things\.example\.org/,
    );
  });

  it("passes over files that offer nothing", () => {
    const files = [
      { path: "guardrails/x.yaml", content: "kind: Other\n" },
      { path: "a.yaml", content: "a: [\n" },
    ];
    expect(readCatalog(files, { commands: new Map() })).toEqual({ offerings: [], broken: [] });
  });
});
