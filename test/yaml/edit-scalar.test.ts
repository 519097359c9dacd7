import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { isPair, isScalar, isSeq, parseAllDocuments, stringify, visit } from "yaml";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../src/yaml/documents.ts";
import { editScalar } from "../../src/yaml/edit-scalar.ts";

type Path = readonly (string | number)[];

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));

function edited(text: string, path: Path, value: string, document = 0): string {
  const result = editScalar(text, document, path, value);
  if (result.kind !== "edited") throw new Error(`not edited: ${JSON.stringify(result)}`);
  return result.text;
}

function refusal(text: string, path: Path, value = "1.4.3", document = 0): string {
  const result = editScalar(text, document, path, value);
  return result.kind === "refused" ? result.message : result.kind;
}

describe("replacing one scalar", () => {
  it.each([
    ["plain", "tag: 1.4.2\n", "tag: 1.4.3\n"],
    ["in single quotes", "tag: '1.4.2'\n", "tag: '1.4.3'\n"],
    ["in double quotes", 'tag: "1.4.2"\n', 'tag: "1.4.3"\n'],
    ["before a comment", "tag: 1.4.2   # dev # first\n", "tag: 1.4.3   # dev # first\n"],
    [
      "with lines that end in CR LF",
      "a: 1\r\ntag: 1.4.2\r\nb: 2\r\n",
      "a: 1\r\ntag: 1.4.3\r\nb: 2\r\n",
    ],
    ["without a line end", "tag: 1.4.2", "tag: 1.4.3"],
    ["after a byte order mark", "\uFEFFtag: 1.4.2\n", "\uFEFFtag: 1.4.3\n"],
    ["in flow style", "{a: [x, y], tag: 1.4.2, b: 1}\n", "{a: [x, y], tag: 1.4.3, b: 1}\n"],
    ["in JSON", '{"tag": 1.5, "b": [1]}\n', '{"tag": "1.4.3", "b": [1]}\n'],
    ["over two lines", "tag: 1.4\n  and 2\nb: 1\n", "tag: 1.4.3\nb: 1\n"],
    ["with an anchor that nobody repeats", "tag: &v 1.4.2\n", "tag: &v 1.4.3\n"],
    ["with a tag of its own", "tag: !!str 1.5\n", "tag: !!str 1.4.3\n"],
    ["behind odd spaces and keys", '"tag"  :   1.4.2\n? b\n: c\n', '"tag"  :   1.4.3\n? b\n: c\n'],
    ["that was a number", "tag: 1.10\n", "tag: 1.4.3\n"],
    ["that was null", "tag: ~\n", "tag: 1.4.3\n"],
  ])("%s", (_case, before, after) => {
    expect(edited(before, ["tag"], "1.4.3")).toBe(after);
  });

  it("finds its document and its list entry", () => {
    const text =
      "---\na: 1\n---\n# none\n---\nimages:\n  - newTag: x\n  -   newTag: y # here\n...\n";
    expect(edited(text, ["images", 1, "newTag"], "z", 2)).toBe(
      text.replace("y # here", "z # here"),
    );
  });

  it.each([
    "1.10",
    "0777",
    "1e3",
    "123e456",
    "2024-01-01",
    "yes",
    "on",
    "n",
    "null",
    "~",
    "12:30",
    "1_000",
    "0x1f",
    "0o17",
    "08",
    ".5",
    "",
    " a",
    "a: b",
    "a #b",
    "- a",
    "@a",
    "*a",
    "{a}",
    "a,b",
    "=",
    "<<",
    "---",
    "true",
    ">=1.0 <2",
  ])("quotes %j, so that nobody reads it as anything else", (value) => {
    expect(edited("tag: v1 # c\n", ["tag"], value)).toBe(`tag: ${JSON.stringify(value)} # c\n`);
  });

  it.each([
    "1.4.2",
    "v1.10",
    "1.2.3-rc.1",
    "sha256:0123abcd",
    "ghcr.io/acme/checkout:1.4.2",
    "main",
    "a+b",
    "1.2.3_4",
  ])("leaves %j plain", (value) => {
    expect(edited("tag: v1 # c\n", ["tag"], value)).toBe(`tag: ${value} # c\n`);
  });

  it("escapes what its quotes need", () => {
    expect(edited("a: 'x'\n", ["a"], "it's")).toBe("a: 'it''s'\n");
    expect(edited('a: "x"\n', ["a"], String.raw`a"b\c`)).toBe(String.raw`a: "a\"b\\c"` + "\n");
  });

  it("has nothing to do where the value is there already", () => {
    expect(editScalar('a: "1.4.2"\n', 0, ["a"], "1.4.2")).toEqual({ kind: "unchanged" });
  });

  it("makes text of a number that looks the same", () => {
    expect(edited("tag: 1.10\n", ["tag"], "1.10")).toBe('tag: "1.10"\n');
  });
});

describe("what is refused, and why", () => {
  it.each([
    ["an alias", "a: &v 1.4.2\nb: *v\n", ["b"], "repeats the anchor &v"],
    ["a path through an alias", "a: &m {tag: 1}\nb: *m\n", ["b", "tag"], "repeats the anchor &m"],
    [
      "an anchor that is repeated",
      "a: &v 1.4.2\nb: *v\nc: *v\n",
      ["a"],
      "2 other places repeat with *v",
    ],
    [
      "a value inside an anchor that is repeated",
      "a: &m\n  tag: 1.4.2\nb: *m\n",
      ["a", "tag"],
      "would change b.tag too",
    ],
    [
      "a value that others merge",
      "a: &m\n  tag: 1\nb:\n  <<: *m\n  c: 1\n",
      ["a", "tag"],
      "would change b.tag too",
    ],
    ["a merged key", "a: &m {tag: 1}\nb:\n  <<: *m\n", ["b", "tag"], "merge key << of b"],
    ["a block of lines", "a: |\n  1.4.2\n", ["a"], "block of lines"],
    ["a folded block", "a: >-\n  1.4.2\n", ["a"], "block of lines"],
    ["an empty value", "a: # later\nb: 1\n", ["a"], "There is no value yet at a."],
    ["a key that is not there", "a: {b: 1}\n", ["a", "c"], "Nothing is written at a.c"],
    ["a map", "a: {b: 1}\n", ["a"], "a map or a list"],
    ["a templated value", 'a: "{{ .Values.tag }}"\n', ["a"], "is a template"],
    ["a templated part", "a: repo:{{ .Values.tag }}\n", ["a"], "is a template"],
    ["a templated file", "{{- if .x }}\na: 1\n{{- end }}\n", ["a"], "The file is a template"],
    [
      "a template elsewhere in the file",
      "b: {{ .Values.x }}\na: 1\n",
      ["a"],
      "The file is a template",
    ],
    ["a file that is broken", "a: 1\nb: [1\n", ["a"], "can't be read"],
    ["a key that stands twice", "a: 1\na: 2\n", ["a"], "twice"],
    ["a tag that wants a number", "a: !!int 12\n", ["a"], "not what its tag"],
  ] as const)("%s", (_case, text, path, reason) => {
    expect(refusal(text, path)).toContain(reason);
  });

  it("a document that is not there, and a value of several lines", () => {
    expect(refusal("a: 1\n", ["a"], "x", 3)).toBe("The file has no document 4.");
    expect(refusal("a: 1\n", ["a"], "x\ny: 2")).toContain("more than one line");
  });
});

interface ValuePlace {
  readonly document: number;
  readonly path: Path;
  readonly range: readonly [number, number];
}

/** Every scalar of a text that stands as a value, found by the library alone. */
function valuePlaces(text: string): readonly ValuePlace[] {
  const found: ValuePlace[] = [];
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const documents = parseAllDocuments(text.slice(mark), { uniqueKeys: false });
  for (const [document, each] of [...documents].entries()) {
    visit(each, {
      Scalar: (key, node, ancestors) => {
        if (key === "key") return;
        const path = [...ancestors, node].flatMap((one, at, all): Path => {
          const parent = all[at - 1];
          if (isSeq(parent)) return [parent.items.indexOf(one)];
          return isPair(one) && isScalar(one.key) ? [String(one.key.source ?? one.key.value)] : [];
        });
        const [start, end] = node.range ?? [0, 0];
        found.push({ document, path, range: [mark + start, mark + end] });
      },
    });
  }
  return found;
}

/** The values of all documents, by their number. */
function valuesOf(text: string): unknown {
  const { documents, problems } = readYaml(text, "a");
  if (problems.length > 0) throw new Error(`can't be read: ${text}`);
  return Object.fromEntries(documents.map((each) => [each.index, each.value]));
}

function withValue(tree: unknown, [step = "", ...rest]: Path, value: string): unknown {
  const next = (child: unknown) => (rest.length === 0 ? value : withValue(child, rest, value));
  if (Array.isArray(tree))
    return tree.map((child, index) => (index === step ? next(child) : child));
  const map = tree as Readonly<Record<string, unknown>>;
  return { ...map, [step]: next(map[step]) };
}

type Verdict = "exact" | "refused" | "wrong";

/** Whether an edit changed what it should and no other byte. */
function verdictOn(text: string, { document, path, range }: ValuePlace, value: string): Verdict {
  const result = editScalar(text, document, path, value);
  if (result.kind === "refused") return /^\S.+\.$/s.test(result.message) ? "refused" : "wrong";
  const after = result.kind === "edited" ? result.text : text;
  const [before, behind] = [text.slice(0, range[0]), text.slice(range[1])];
  const isAround = after.startsWith(before) && after.slice(before.length).endsWith(behind);
  const wanted = withValue(valuesOf(text), [String(document), ...path], value);
  return isAround && isDeepStrictEqual(valuesOf(after), wanted) ? "exact" : "wrong";
}

const texts = fc.oneof(
  fc.constantFrom(
    "1.4.2",
    "1.10",
    "yes",
    "~",
    "a b",
    "it's",
    '"q"',
    "x: y",
    "#c",
    "2024-01-01",
    "0777",
  ),
  fc.string({ maxLength: 8 }),
);
const leaves = fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null));
const trees = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaves,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("tree"), { maxKeys: 4 }),
  ),
})).tree;
const layouts = fc.record({
  flow: fc.boolean(),
  crlf: fc.boolean(),
  mark: fc.boolean(),
  comment: fc.boolean(),
  documents: fc.integer({ min: 1, max: 3 }),
  defaultStringType: fc.constantFrom("PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL"),
});

describe("every scalar", () => {
  it("of generated YAML is edited exactly or refused with a sentence", () => {
    const counts = { exact: 0, refused: 0, wrong: 0 };
    fc.assert(
      fc.property(trees, layouts, texts, (tree, layout, value) => {
        const one = stringify(
          { root: tree },
          {
            version: "1.1",
            lineWidth: layout.flow ? 0 : 20,
            collectionStyle: layout.flow ? "flow" : "block",
            defaultStringType: layout.defaultStringType as "PLAIN",
            defaultKeyType: "PLAIN",
            aliasDuplicateObjects: true,
          },
        );
        const lined = layout.comment ? one.replaceAll(/(?<=[\w'"])\n/g, " # c\n") : one;
        const whole = Array.from({ length: layout.documents }, () => lined).join("---\n");
        const ended = layout.crlf ? whole.replaceAll("\n", "\r\n") : whole;
        const text = layout.mark ? `\uFEFF${ended}` : ended;
        if (readYaml(text, "a").problems.length > 0) return;
        for (const place of valuePlaces(text)) {
          const verdict = verdictOn(text, place, value);
          counts[verdict] += 1;
          if (verdict === "wrong") throw new Error(`${place.path.join(".")} in ${text}`);
        }
      }),
      { numRuns: 150, seed: 20_251_125 },
    );
    expect(counts.exact).toBeGreaterThan(500);
  });

  it("of the manifests among the fixtures is edited", () => {
    const counts = { exact: 0, refused: 0, wrong: 0 };
    for (const path of globSync("{plan,promotion}/**/*.yaml", { cwd: fixtures })) {
      const text = readFileSync(`${fixtures}${path}`, "utf8");
      if (readYaml(text, path).problems.length > 0) continue;
      for (const place of valuePlaces(text)) counts[verdictOn(text, place, "1.10")] += 1;
    }
    expect(counts.exact).toBeGreaterThan(35);
    expect(counts.wrong).toBe(0);
  });
});
