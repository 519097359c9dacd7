import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/domain/nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["enviroments", ["environments", "teams"], "environments"],
    ["SIZE", ["size"], "size"],
    ["sise", ["side-car", "size"], "size"],
    ["hlep", ["help"], "help"],
    ["port", ["ports", "sport"], "ports"],
    ["bakcup-enbaled", ["backup-enabled"], "backup-enabled"],
  ])("takes %j for one of %j: %j", (given, known, meant) => {
    expect(nearestName(given, known)).toBe(meant);
  });

  it.each([
    ["queue", ["database", "bucket"]],
    ["", ["size"]],
    ["hlpe", ["help"]],
    ["x".repeat(101), ["x".repeat(100)]],
    ["size", []],
  ])("guesses nothing for %j among %j", (given, known) => {
    expect(nearestName(given, known)).toBeUndefined();
  });

  it("allows as many changes in short names as it is told", () => {
    expect(nearestName("hlpe", ["help"], 2)).toBe("help");
  });

  it("finds any name again after one typing mistake in it", () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{3,30}$/);
    fc.assert(
      fc.property(
        name,
        fc.nat(),
        fc.constantFrom("drop", "double", "swap", "other"),
        (text, at, how) => {
          const place = at % (text.length - 1);
          const [before, after] = [text.slice(0, place), text.slice(place + 1)];
          const letter = text[place] ?? "";
          const typed = {
            drop: before + after,
            double: before + letter + letter + after,
            swap: before + after.slice(0, 1) + letter + after.slice(1),
            other: `${before}0${after}`,
          }[how];
          expect(nearestName(typed, [text])).toBe(text);
        },
      ),
    );
  });

  it("only ever names what is known", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ maxLength: 12 })), (given, known) => {
        const found = nearestName(given, new Set(known));
        expect(found === undefined || known.includes(found)).toBe(true);
      }),
    );
  });
});
