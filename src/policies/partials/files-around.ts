import type { JudgeInput } from "../../domain/guardrail.ts";

interface TextFile {
  readonly path: string;
  readonly content: string;
}

/**
 * The files of a change as they will be, then those of the base branch that it leaves as they are. A file that the
 * change touches or removes counts only as the change has it.
 */
export function filesAround(input: JudgeInput): readonly TextFile[] {
  const touched = new Set(input.files.map(({ path }) => path));
  const changed = input.files.flatMap(({ path, content }) =>
    content === undefined ? [] : [{ path, content }],
  );
  const kept = new Map(
    [...input.rules, ...(input.baseFiles ?? [])]
      .filter(({ path }) => !touched.has(path))
      .map((file): [string, TextFile] => [file.path, file]),
  );
  return [...changed, ...kept.values()];
}
