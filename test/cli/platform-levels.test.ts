import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCheck } from "../../src/cli/check.ts";

const bad = await readFile(
  new URL("../fixtures/guardrails/no-host-path/fail.yaml", import.meta.url),
  "utf8",
);

function platform(guardrails: string): string {
  return `apiVersion: causeway.dev/v1
kind: Platform
teams: { team-alpha: { github: myorg/team-alpha } }
guardrails: ${guardrails}
`;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "causeway-levels-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Writes files into a folder of their own and checks what is asked for there. */
async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  for (const [path, content] of Object.entries({ "apps/app.yaml": bad, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const printed = { out: "", err: "" };
  const code = await runCheck(args.length === 0 ? ["."] : args, {
    cwd: folder,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

describe("causeway check with a platform.yaml", () => {
  it("denies as ever when it sets nothing", async () => {
    const { code, out, err } = await check({ "platform.yaml": platform("{}") });
    expect(code).toBe(1);
    expect(out).toContain("denied: The volume docker");
    expect(err).toBe("");
  });

  it("leaves a guardrail out that is off", async () => {
    const { code, out } = await check({ "platform.yaml": platform("{ no-host-path: off }") });
    expect(code).toBe(0);
    expect(out).not.toContain("The volume docker");
  });

  it("warns of what a guardrail finds that is set to warn", async () => {
    const { code, out } = await check({ "platform.yaml": platform("{ no-host-path: warn }") });
    expect(code).toBe(0);
    expect(out).toContain("apps/app.yaml:17:11: warning: The volume docker");
  });

  it("finds it under --policies too", async () => {
    const files = { "rules/platform.yaml": platform("{ no-host-path: off }") };
    expect((await check(files, "apps", "--policies", "rules")).code).toBe(0);
    expect((await check(files, "apps")).code).toBe(1);
  });

  it("names a guardrail that there is not, at its line, and judges by the others", async () => {
    const files = { "platform.yaml": platform("{ no-host-pth: off, no-host-path: off }") };
    const { code, err } = await check(files);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^platform\.yaml:4:15: There is no guardrail "no-host-pth".*"no-host-path"/,
    );
  });

  it("exits 2 when it has a mistake, and names its place", async () => {
    const { code, out, err } = await check({ "platform.yaml": platform("{ no-host-path: on }") });
    expect(code).toBe(2);
    expect(err).toBe(
      "platform.yaml:4:29: guardrails.no-host-path must be off, warn or deny. It is on, which YAML reads as true.\n",
    );
    expect(out).toBe("");
  });

  it("of several uses the one in the highest folder, and says so", async () => {
    const { code, err } = await check({
      "a/platform.yaml": platform("{ no-host-path: deny }"),
      "platform.yaml": platform("{ no-host-path: off }"),
    });
    expect(code).toBe(0);
    expect(err).toBe(
      "a/platform.yaml: not used; platform.yaml says which guardrails are off or only warn.\n",
    );
  });

  it("leaves another program's platform.yaml alone", async () => {
    const { code, err } = await check({ "platform.yaml": "guardrails: { no-host-path: off }\n" });
    expect(code).toBe(1);
    expect(err).toBe("");
  });
});
