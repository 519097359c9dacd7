import { posix } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertWritable, pathFault } from "../../src/github/written-paths.ts";

const part = fc.oneof(
  fc.constantFrom(
    "..",
    ".",
    "",
    ".git",
    ".GIT",
    "git~1",
    ".git ",
    ".gi\u200ct",
    "claims",
    "a.yaml",
    "\\",
    "\0",
  ),
  fc.string({ maxLength: 8 }),
);
const path = fc.array(part, { maxLength: 6 }).map((parts) => parts.join("/"));

describe("a path that may be written", () => {
  it("stays inside the repository, and out of .git", () => {
    fc.assert(
      fc.property(path, (written) => {
        fc.pre(pathFault(written) === undefined);
        expect(posix.normalize(written)).toBe(written);
        expect(posix.isAbsolute(written)).toBe(false);
        expect(written.split("/")).not.toContain("..");
        expect(written.toLowerCase().split("/")).not.toContain(".git");
      }),
    );
  });

  it.each([
    "claims/my-team/a.yaml",
    ".github/ISSUE_TEMPLATE/new-db.yml",
    "a b/ü.yaml",
    "..hidden/x",
    ".gitignore",
  ])("can be %s", (good) => {
    expect(pathFault(good)).toBeUndefined();
  });

  it("is written once", () => {
    const file = { path: "a.yaml", content: "x" };
    expect(() => assertWritable([file, file])).toThrow("a.yaml would be written twice");
    expect(() => assertWritable([])).toThrow("no file");
  });
});
