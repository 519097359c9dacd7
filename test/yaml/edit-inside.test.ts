import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { editInside } from "../../src/yaml/edit-inside.ts";

const tag = { documentIndex: 0, path: ["values"], inside: ["image", "tag"] } as const;

function edited(
  text: string,
  value: string,
  place: Parameters<typeof editInside>[1] = tag,
): string {
  const result = editInside(text, place, value);
  if (result.kind !== "edited") throw new Error(JSON.stringify(result));
  return result.text;
}

describe("a scalar in YAML that is the text of a scalar", () => {
  it.each([
    ["a block", "values: |\n  # keep\n  image:\n    tag: 1.4.1   # here\n\n  x: 1\nb: 1\n"],
    [
      "a block that is deeper indented than it must",
      "values: |\n      image:\n        tag: 1.4.1\n",
    ],
    ["a block with its indent in its sign", "values: |2-\n  image: {tag: 1.4.1}\n"],
    ["a block without a line end", "values: |-\n  image:\n    tag: 1.4.1"],
    ["a block with lines that end in CR LF", "values: |\r\n  image:\r\n    tag: 1.4.1\r\nb: 1\r\n"],
    ["a text in quotes", 'values: "image: {tag: 1.4.1}"\n'],
    ["a plain text", "values: '{image: {tag: 1.4.1}}'\n"],
  ])("is replaced in %s", (_form, text) => {
    expect(edited(text, "1.4.2")).toBe(text.replace("1.4.1", "1.4.2"));
  });

  it("gets quotes where it needs them", () => {
    const text = "values: |\n  image:\n    tag: 1.4.1 # c\n";
    expect(edited(text, "1.10")).toBe('values: |\n  image:\n    tag: "1.10" # c\n');
  });

  it("is replaced in the second document of a real file", () => {
    const text = readFileSync(new URL("../fixtures/promotion/crlf.yaml", import.meta.url), "utf8");
    const place = { documentIndex: 1, path: ["values"], inside: ["image", "tag"] };
    const expected = text.replace(/tag: 1\.4\.1\r\n$/, "tag: 1.4.2\r\n");
    expect(edited(text, "1.4.2", place)).toBe(expected);
    expect(text).toContain("\r\n");
  });

  it("is refused where lines are folded, where the text is a template, and where nothing is there", () => {
    const refusals = [
      "values: >\n  image:\n    tag: 1.4.1\n",
      "values: |\n  image:\n    tag: {{ .Values.tag }}\n",
      "values: |\n  image: {}\n",
      "values: 1\n",
      "values: &v |\n  image: {tag: 1}\nb: *v\n",
    ].map((text) => editInside(text, tag, "1.4.2"));
    expect(refusals.map(({ kind }) => kind)).toEqual(refusals.map(() => "refused"));
    expect(refusals[2]).toMatchObject({
      message: "In the text at values: Nothing is written at image.tag.",
    });
  });
});
