import { TerminalError } from "../domain/errors.ts";
import type { FileChange } from "../domain/repository.ts";

const controlCharacter = /\p{Cc}/u;

/** Why a path may not be written, or undefined when it may. Git itself refuses most of these too, but later. */
export function pathFault(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (path.length > 1_000) return "it has more than 1,000 characters";
  if (path.includes("\\")) return 'it has a backslash; use "/"';
  if (controlCharacter.test(path)) return "it has a control character";
  const parts = path.split("/");
  if (parts.includes("")) return 'it starts or ends with "/", or has "//"';
  if (parts.some((part) => part === "." || part === "..")) return 'it has a "." or ".." part';
  // Git on macOS and Windows takes .GIT, .git. and git~1 for .git as well.
  if (
    parts.some((part) =>
      /^(?:\.git|git~1)[. ]*$/i.test(part.replaceAll(/\u200c|\u200d|\ufeff/g, "")),
    )
  )
    return 'it has a ".git" part';
  return undefined;
}

/** Throws a TerminalError when a plan would write outside the repository's own files, twice to one, or nothing. */
export function assertWritable(files: readonly FileChange[]): void {
  if (files.length === 0) throw new TerminalError("There is no file to write.");
  const seen = new Set<string>();
  for (const { path } of files) {
    const fault = pathFault(path);
    if (fault !== undefined)
      throw new TerminalError(`The path ${JSON.stringify(path)} can't be written: ${fault}.`);
    if (seen.has(path)) throw new TerminalError(`The path ${path} would be written twice.`);
    seen.add(path);
  }
}
