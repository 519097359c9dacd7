import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readYaml, yamlLimits } from "../../src/yaml/documents.ts";

const read = (text: string) => readYaml(text, "a.yaml");

/** `line:column` of each problem. */
function places(text: string): readonly string[] {
  return read(text).problems.map(({ location }) => `${location.startLine}:${location.startColumn}`);
}

describe("documents of a file", () => {
  it("leaves out empty documents and counts them", () => {
    const { documents, problems } = read("---\n# nothing\n---\na: 1\n---\n~\n---\n\n---\nb: 2\n");
    expect(problems).toEqual([]);
    expect(documents.map(({ index, value }) => [index, value])).toEqual([
      [1, { a: 1 }],
      [4, { b: 2 }],
    ]);
  });

  it.each(["", "\n", "# only a comment\n", "---\n", "\uFEFF"])("finds nothing in %j", (text) => {
    expect(read(text)).toEqual({ documents: [], problems: [] });
  });

  it("reads what stands around a broken document", () => {
    const text = "a: 1\n---\nb: [1\n---\nc: 3\n";
    const { documents, problems } = read(text);
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ location }) => location.startLine >= 3)).toBe(true);
  });

  it("does not count a byte order mark as a column, nor a carriage return as a character", () => {
    const { documents } = read("\uFEFFa: 1\r\nb:\r\n  c: two\r\n");
    expect(documents[0]?.value).toEqual({ a: 1, b: { c: "two" } });
    expect(documents[0]?.locate(["a"])).toMatchObject({
      startLine: 1,
      startColumn: 4,
      endColumn: 5,
    });
    expect(documents[0]?.locate(["b", "c"])).toEqual({
      path: "a.yaml",
      startLine: 3,
      startColumn: 6,
      endLine: 3,
      endColumn: 9,
    });
  });

  it("points at the column of a mistake", () => {
    expect(places("a: 1\nb:\n\tc: 2\n")[0]).toMatch(/^3:/);
    expect(places('a: "open\n')[0]).toMatch(/^[12]:/);
    expect(places("ok: 1\n  bad: 2\n")[0]).toMatch(/^[12]:/);
    expect(places("x: 1\ny: .inf\n")).toEqual(["2:4"]);
  });

  it("says how many more problems there are instead of all of them", () => {
    const text = Array.from({ length: 60 }, (_, index) => `k${index}: 1\nk${index}: 2\n`).join("");
    const { problems } = read(text);
    expect(problems).toHaveLength(yamlLimits.problems + 1);
    expect(problems.at(-1)?.message).toContain("40 more problems");
    expect(problems.at(-1)?.location.startLine).toBe(42);
  });
});

describe("keys", () => {
  it.each([
    ["a: 1\nb: 2\na: 3\n", "3:1"],
    ["x:\n  - {p: 1, p: 2}\n", "2:12"],
    ["yes: 1\ntrue: 2\n", "2:1"],
    ['1: a\n"1": b\n', "2:1"],
    ["~: 1\n", "1:1"],
    ["? [a, b]\n: 1\n", "1:3"],
  ])("refuses %j at %s", (text, place) => {
    expect(places(text)).toEqual([place]);
  });

  it("reads a key named __proto__ as a key like any other", () => {
    const [document] = read("__proto__: {polluted: true}\nconstructor: 1\n").documents;
    expect(Object.keys(Object(document?.value))).toEqual(["__proto__", "constructor"]);
    expect(Object.hasOwn({}, "polluted")).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("reads a map of 30,000 keys, and finds the one that is twice", () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `key${index}: ${index}`);
    expect(read(keys.join("\n")).problems).toEqual([]);
    expect(places([...keys, "key7: 1"].join("\n"))).toEqual(["30001:1"]);
  });
});

describe("aliases and merge keys", () => {
  const text = [
    "base: &base",
    "  size: small",
    "  deep: {x: 1}",
    "list: [&other {zone: 2}]",
    "use: *base",
    "merged:",
    "  <<: [*base, *other]",
    "  size: large",
    "",
  ].join("\n");
  const [document] = read(text).documents;

  it("gives the values", () => {
    expect(document?.value).toMatchObject({
      use: { size: "small" },
      merged: { size: "large", deep: { x: 1 }, zone: 2 },
    });
  });

  it.each([
    [["merged", "size"], 8, 9],
    [["merged", "deep", "x"], 3, 13],
    [["merged", "zone"], 4, 22],
    [["use", "size"], 2, 9],
    [["use"], 5, 6],
  ])("finds %j where it was written", (path, startLine, startColumn) => {
    expect(document?.locate(path)).toMatchObject({ startLine, startColumn });
  });

  it("points at the parent's key when something is missing", () => {
    expect(document?.locate(["merged", "nothing", "more"])).toMatchObject({
      startLine: 6,
      startColumn: 1,
    });
  });

  it("lets two merge keys stand in one map, as Kubernetes does", () => {
    const twice = read("a: &a {p: 1}\nb: &b {q: 2}\nc:\n  <<: *a\n  <<: *b\n");
    expect(twice.problems).toEqual([]);
    expect(twice.documents[0]?.value).toMatchObject({ c: { p: 1, q: 2 } });
  });

  it("ends a cycle of merges", () => {
    expect(() => {
      const cyclic = read("a: &a\n  <<: *a\n  b: 1\n");
      cyclic.documents[0]?.locate(["a", "nothing"]);
    }).not.toThrow();
  });
});

describe("hostile files", () => {
  it("refuses a bomb of aliases", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const before = level === 0 ? '"lol"' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 10 }, () => before).join(", ")}]`;
    });
    const { documents, problems } = read(levels.join("\n"));
    expect(documents).toEqual([]);
    expect(problems[0]?.message).toMatch(/alias/i);
  });

  it.each([
    ["flow", 100_000, (depth: number) => "[".repeat(depth)],
    ["closed flow", 5_000, (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
    [
      "block",
      150,
      (depth: number) => Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    ],
  ])("refuses deep nesting in %s style", (_style, depth, make) => {
    const { documents, problems } = read(make(depth));
    expect(documents).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(yamlLimits.problems + 1);
  });

  it("refuses a file that is too large, and one of too many documents", () => {
    expect(read("a".repeat(yamlLimits.bytes + 1)).problems[0]?.message).toContain("Split it");
    expect(read("---\na: 1\n".repeat(1_001)).problems[0]?.message).toContain("1001 documents");
  });

  it.each([
    "&a [*a]",
    "a: *nowhere",
    "!!int abc",
    '!!float "x"',
    "!!bool maybe",
    "%YAML 9.9\n---\na: 1",
    "!!js/function x",
  ])("survives %j", (text) => {
    expect(() => read(text)).not.toThrow();
  });

  it("gives plain data and never throws, whatever comes", () => {
    const fragment = fc.constantFrom(
      ..."a b: - [ ] { } , # & * ! | > ' \" % @ ` ? << ~ yes 0x1 1e3 .inf --- ... !!set !!omap !!binary !!pairs &x *x".split(
        " ",
      ),
      "\n",
      "\n  ",
      "\t",
      "\r\n",
      ": ",
      "- ",
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 25 }), (parts) => {
        for (const document of read(parts.join("")).documents) {
          const { value } = document;
          expect(structuredClone(value)).toEqual(JSON.parse(JSON.stringify(value)));
          expect(document.locate(["a"]).startLine).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
