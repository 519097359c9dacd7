import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = globSync("{README.md,docs/**/*.md,guardrails/README.md,demo/**/README.md}", {
  cwd: root,
});

/** Paths of this project that a page names in code: `src/app.ts`, `test/fakes/`. Patterns and placeholders are left out. */
function namedPaths(text: string): readonly string[] {
  return [
    ...text.matchAll(/`((?:src|test|demo|scripts|packages|schema|deploy|guardrails)\/[^`\s]*)`/g),
  ]
    .map(([, path]) => path ?? "")
    .filter((path) => !/[<>*{}…]/.test(path));
}

function linkedPaths(text: string, page: string): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) =>
    join(dirname(page), path ?? ""),
  );
}

describe("what the documentation points to is there", () => {
  it("finds the pages", () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)("%s", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const paths = [...namedPaths(text), ...linkedPaths(text, page)];
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
