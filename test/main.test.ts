import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `causeway` command as a person runs it, without any setting. */
function causeway(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { PATH: process.env["PATH"] };
    execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? "killed"), stdout, stderr });
    });
  });
}

describe("causeway", () => {
  it.each([[], ["help"], ["--help"]])("%s lists the commands", async (...args) => {
    const { code, stdout, stderr } = await causeway(...args);
    expect([code, stderr]).toEqual([0, ""]);
    for (const command of ["serve", "demo", "check", "assess", "doctor", "--version"])
      expect(stdout).toContain(`causeway ${command}`);
  });

  it("--version says the package's version", async () => {
    const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(text) as { readonly version: string };
    expect(await causeway("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each(["sing", "constructor", "--nope", ""])("%j is no command", async (command) => {
    const { code, stdout, stderr } = await causeway(command);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`there is no command "${command}"`);
    expect(stderr).toContain("Usage:");
  });

  it("hands a command's arguments and its exit code through", async () => {
    const { code, stderr } = await causeway("check", "--format", "poem", "x.yaml");
    expect(code).toBe(2);
    expect(stderr).toContain("poem");
  });

  it("serve without settings says what is missing", async () => {
    const { code, stdout, stderr } = await causeway("serve");
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain("APP_ID is not set.");
  });
});
