import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { RuleFile } from "./read-change.ts";

let read: readonly RuleFile[] | undefined;

/** The policies that ship in `guardrails/`, read once. Throws when the folder is not where the package has it. */
export function builtInGuardrails(): readonly RuleFile[] {
  read ??= readFolder(guardrailsFolder());
  return read;
}

/** The same from the sources (`src/policies`) and from a build (`dist/src/policies`). */
function guardrailsFolder(): URL {
  const candidates = ["../../guardrails/", "../../../guardrails/"].map(
    (path) => new URL(path, import.meta.url),
  );
  const found = candidates.find((url) => existsSync(url));
  if (found === undefined)
    throw new Error("The folder guardrails/ with the built-in policies is missing.");
  return found;
}

function readFolder(folder: URL): readonly RuleFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => ({
      path: `guardrails/${name}`,
      content: readFileSync(new URL(name, folder), "utf8"),
    }));
}
