import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The pure folders: functions from data to data, with no client library and no input or output. */
const pure = [
  "domain",
  "yaml",
  "calendar",
  "config",
  "intake",
  "catalog",
  "plan",
  "templates",
  "policies",
  "delivery",
  "report",
  "doctor",
];

/**
 * Who may import whom among the folders of src. Data goes one way: intake → request → plan → pull request → checks →
 * delivery → report. A folder may always import itself.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  yaml: ["domain"],
  calendar: ["domain"],
  config: ["domain", "yaml", "calendar"],
  intake: ["domain", "catalog"],
  catalog: ["domain", "yaml", "delivery"],
  templates: ["domain"],
  plan: ["domain", "yaml", "calendar", "catalog", "templates"],
  policies: ["domain", "yaml"],
  delivery: ["domain"],
  report: ["domain", "templates"],
  doctor: ["domain", "catalog", "plan"],
  workflow: pure,
  handlers: ["domain", "intake", "workflow"],
  slack: ["domain", "intake", "catalog", "report", "workflow"],
  github: ["domain"],
  render: ["domain"],
  kubernetes: ["domain"],
  store: ["domain"],
  web: ["domain", "catalog", "report", "workflow"],
  cli: [
    ...pure,
    "workflow",
    "app",
    "log",
    "handlers",
    "github",
    "render",
    "slack",
    "kubernetes",
    "store",
    "web",
  ],
};

/** Only the adapters touch a client library; every other folder lives by the ports. */
const clientLibraries: Readonly<Record<string, readonly string[]>> = {
  github: ["probot", "@octokit/", "bottleneck"],
  slack: ["@slack/"],
  kubernetes: ["@kubernetes/client-node"],
  store: ["pg", "pg-boss", "@electric-sql/pglite"],
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const imports = globSync("src/**/*.ts", { cwd: root }).flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern =
    /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|import\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map(([, typeOnly, from, dynamic]) => ({
    file,
    folder: folderOf(file),
    target: from ?? dynamic ?? "",
    typeOnly: typeOnly !== undefined,
  }));
}

/** `src/plan/provision.ts` → `plan`; `src/app.ts` → `app`. */
function folderOf(file: string): string {
  const [, first = "", second] = file.split("/");
  return second === undefined ? first.replace(/\.ts$/, "") : first;
}

function targetFolder({ file, target }: Import): string | undefined {
  if (!target.startsWith(".")) return undefined;
  const path = relative(root, join(root, dirname(file), target));
  return path.startsWith("src/") ? folderOf(path) : `outside src: ${path}`;
}

describe("the import rules of ARCHITECTURE.md", () => {
  it("finds the sources at all", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(Object.entries(allowed))("src/%s imports only what it may", (folder, targets) => {
    const wrong = imports
      .filter((each) => each.folder === folder)
      .map((each) => ({ file: each.file, imports: targetFolder(each) }))
      .filter(({ imports: to }) => to !== undefined && to !== folder && !targets.includes(to));
    expect(wrong).toEqual([]);
  });

  it("knows every folder of src", () => {
    const folders = new Set(globSync("src/*/", { cwd: root }).map((path) => folderOf(`${path}/x`)));
    expect([...folders].filter((folder) => !Object.hasOwn(allowed, folder))).toEqual([]);
  });

  it("keeps client libraries in their adapters", () => {
    const wrong = imports.filter(
      ({ folder, target, typeOnly }) =>
        !typeOnly &&
        Object.entries(clientLibraries).some(
          ([home, libraries]) =>
            folder !== home &&
            libraries.some(
              (library) =>
                target === library ||
                target.startsWith(`${library}/`) ||
                (library.endsWith("/") && target.startsWith(library)),
            ),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps input and output out of the pure folders", () => {
    /** Each with what it needs and why: four files, and no more without a reason. */
    const exceptions: Readonly<Record<string, string>> = {
      "src/config/environment.ts": "node:fs", // the file that PRIVATE_KEY_PATH names
      "src/policies/built-in.ts": "node:fs", // the guardrails that ship with the package
      "src/policies/schemas/packs.ts": "node:fs", // the schemas that ship, each when it is first needed
      "src/policies/cel/libraries/network.ts": "node:net", // isIP, which opens nothing
    };
    const inputOutput = /^node:(?:fs|net|http|https|child_process|dgram|tls|sqlite)/;
    const wrong = imports.filter(
      ({ file, folder, target }) =>
        pure.includes(folder) && inputOutput.test(target) && exceptions[file] !== target,
    );
    expect(wrong).toEqual([]);
  });
});
