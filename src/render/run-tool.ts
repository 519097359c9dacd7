import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a program printed, or how it ended without success. */
export type ToolRun =
  | { readonly kind: "done"; readonly output: string }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "ended"; readonly why: string };

export interface ToolLimits {
  readonly timeoutMs: number;
  readonly mostOutputBytes: number;
}

/** The first of some programs that is in a folder of a PATH. */
export function findTool(names: readonly string[], path: string): string | undefined {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter((part) => part !== "")) {
      const program = join(folder, name);
      if (isProgram(program)) return program;
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program without a shell, in a folder that is its home, with nothing of our own environment but the PATH: no
 * token can leak. Every address leads nowhere, and Git may clone nothing: what is built must be in the commit.
 */
export function runTool(
  program: string,
  args: readonly string[],
  home: string,
  { path, timeoutMs, mostOutputBytes }: ToolLimits & { readonly path: string },
): Promise<ToolRun> {
  const nowhere = "http://127.0.0.1:9";
  const env = {
    PATH: path,
    HOME: home,
    TMPDIR: home,
    KUBECONFIG: join(home, "no-kubeconfig"),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    GIT_ALLOW_PROTOCOL: "none",
    GIT_TERMINAL_PROMPT: "0",
    GOMEMLIMIT: "512MiB",
  };
  const options = {
    cwd: home,
    env,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: mostOutputBytes,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ kind: "done", output: stdout });
      if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
        return resolve({ kind: "ended", why: `makes more than ${mostOutputBytes} bytes` });
      }
      if (error.killed === true) {
        return resolve({ kind: "ended", why: `takes longer than ${timeoutMs / 1_000} s` });
      }
      return resolve({ kind: "refused", message: stderr.trim() || error.message });
    });
    child.stdin?.end();
  });
}
