import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { checkUsage, parseCheckArguments } from "../../src/cli/check-arguments.ts";
import { parseExemptions } from "../../src/config/parse-exemptions.ts";

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/check.md");

/** The words of each `causeway check …` that a page or file shows, as a shell would hand them over. */
function commandLines(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/causeway check ([^`|>\n#]+)/g)].map(([, line = ""]) =>
    line.replaceAll('"', "").trim().split(/\s+/),
  );
}

describe("docs/check.md", () => {
  const options = [...checkUsage.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name ?? "");

  it.each(options)("explains %s", (option) => {
    expect(page).toMatch(new RegExp(`^\\| \`${option}[ \`]`, "m"));
  });

  it("shows only command lines that are understood", () => {
    const lines = commandLines(page).filter((words) => !words.join(" ").includes("PATH…"));
    expect(lines.length).toBeGreaterThan(2);
    for (const words of lines) expect(parseCheckArguments(words)).toHaveProperty("paths");
  });
});

describe("docs/configuration.md", () => {
  it("shows an exemption that is accepted", () => {
    const [, example = ""] = /```yml\n([\s\S]*?)```/.exec(read("docs/configuration.md")) ?? [];
    const { exemptions, problems } = parseExemptions(example, "exemptions/example.yaml");
    expect(problems).toEqual([]);
    expect(exemptions).toHaveLength(1);
  });
});

describe(".pre-commit-hooks.yaml", () => {
  const hooks = z
    .array(z.object({ id: z.string(), entry: z.string(), language: z.string() }))
    .parse(parse(read(".pre-commit-hooks.yaml")));

  it("runs the command that the package has, on the files that follow", () => {
    expect(hooks.map(({ entry }) => entry)).toEqual(["causeway check", "causeway check"]);
    const manifest = z
      .object({ bin: z.record(z.string(), z.string()), scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    expect(Object.keys(manifest.bin)).toEqual(["causeway"]);
    // pre-commit packs the package before it installs it: only then is there something to run.
    expect(manifest.scripts["prepack"]).toBe("npm run build");
  });

  it("is used as the documentation says, with files behind the options", () => {
    const [, args = ""] = /args: \[(.+)\]/.exec(page) ?? [];
    const words = [...args.split(", "), "apps/a.yaml", "apps/b.yaml"];
    expect(parseCheckArguments(words)).toMatchObject({
      paths: ["apps/a.yaml", "apps/b.yaml"],
      policies: ["guardrails", "platform.yaml", "exemptions"],
    });
  });
});
