import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  cut,
  oneLine,
  safeUrl,
  shortHash,
  visibleText,
} from "../../src/templates/untrusted-text.ts";

it("oneLine takes away what can't be seen", () => {
  expect(oneLine("a\u0000\u202Eb\r\n\tc ")).toBe("ab c");
});

it("visibleText keeps lines and tabs", () => {
  expect(visibleText("a\n\tb\u0007\u2066c\u009f")).toBe("a\n\tbc");
});

it("cut never makes a text longer than its limit, nor half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const short = cut(text, limit);
      expect(short.length).toBeLessThanOrEqual(limit);
      expect(short.isWellFormed()).toBe(true);
      expect(short === text || short.endsWith("…")).toBe(true);
    }),
  );
});

it.each([
  ["https://example.com/a b", "https://example.com/a%20b"],
  ["http://example.com/(a)'|`", "http://example.com/%28a%29%27%7C%60"],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["/relative", undefined],
])("safeUrl(%j) is %j", (url, expected) => {
  expect(safeUrl(url)).toBe(expected);
});

it("shortHash tells parts apart, not only their letters", () => {
  expect(shortHash("a", "b")).not.toBe(shortHash("ab"));
  expect(shortHash("a")).toMatch(/^[0-9a-f]{8}$/);
});
