import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readYaml } from "../../src/yaml/documents.ts";
import { stringifyYaml } from "../../src/yaml/stringify.ts";
import type { Json } from "../../src/domain/json.ts";

describe("what is written", () => {
  it("is block style with two spaces, in the order of the object", () => {
    const value = { spec: { b: [1, { c: true }], a: "plain text", none: null } };
    expect(stringifyYaml(value)).toBe(
      "spec:\n  b:\n    - 1\n    - c: true\n  a: plain text\n  none: null\n",
    );
  });

  it.each(
    "yes Yes on OFF n y true null ~ 0777 0o17 0x1F 0b1 08 1_000 1:30 12:30:45 2001-01-01 2001-12-14t21:59:43Z = << - .inf .NaN 1e3 1. .5 +1 1.34".split(
      " ",
    ),
  )("quotes %s, which some reader takes for no text", (text) => {
    expect(stringifyYaml({ v: text })).toBe(`v: "${text}"\n`);
  });

  it("quotes an empty text and keys that are no text", () => {
    expect(stringifyYaml({ no: "", "1": "x" })).toBe('"1": x\n"no": ""\n');
  });

  it("leaves ordinary words alone", () => {
    const value = { a: "medium", b: "my-team", c: "10m", d: "v1.2", e: "nope", f: "10.0.0.0/8" };
    expect(stringifyYaml(value)).toBe(
      "a: medium\nb: my-team\nc: 10m\nd: v1.2\ne: nope\nf: 10.0.0.0/8\n",
    );
  });

  it("never makes an anchor of what stands in two places", () => {
    const shared = { x: 1 };
    expect(stringifyYaml({ a: shared, b: shared })).not.toMatch(/[&*]/);
  });

  it("lets no text leave its place", () => {
    const text = "x\nspec:\n  admin: true\n--- \n# {{ }} &a *a !!int";
    expect(readYaml(stringifyYaml({ v: text }), "a.yaml").documents[0]?.value).toEqual({ v: text });
  });
});

describe("round trips", () => {
  const tricky = fc.constantFrom(
    ..."yes no on 0777 08 1:30 = << ~ null .inf 1e3 - ? : # & * ! | > % @ ` ' \" [ ] { } , --- ...".split(
      " ",
    ),
    "a: b",
    "a #b",
    " lead",
    "trail ",
    "two\nlines",
    "two\nlines\n",
    "\n",
    "\n\nx",
    "x\n\n",
    "a\r\nb",
    "tab\tin",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "\u0000",
    "__proto__",
  );
  const text = fc.oneof(
    tricky,
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.array(tricky).map((parts) => parts.join("")),
  );
  const number = fc
    .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
    .map((n) => (n === 0 ? 0 : n));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(text, tie("value"), { maxKeys: 4 }),
    ),
  }));

  it("gives Kubernetes back what was written", () => {
    fc.assert(
      fc.property(value, (wrapped) => {
        const { documents, problems } = readYaml(stringifyYaml({ v: wrapped }), "a.yaml");
        expect(problems).toEqual([]);
        expect(documents[0]?.value).toEqual({ v: wrapped });
      }),
      { numRuns: 600 },
    );
  });

  it.each(["1.1", "1.2"] as const)("gives readers of YAML %s the same", (version) => {
    fc.assert(
      fc.property(value, (wrapped) => {
        expect(parse(stringifyYaml({ v: wrapped }), { version })).toEqual({ v: wrapped });
      }),
      { numRuns: 300 },
    );
  });
});
