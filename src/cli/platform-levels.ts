import { findUnknownGuardrails } from "../config/guardrail-names.ts";
import { parsePlatform } from "../config/parse-platform.ts";
import type { JudgeInput } from "../domain/guardrail.ts";
import { stringAt } from "../domain/json.ts";
import { formatProblem } from "../domain/location.ts";
import { knownGuardrails } from "../policies/policy-names.ts";
import { readYaml } from "../yaml/documents.ts";

interface TextFile {
  readonly path: string;
  readonly content?: string;
}

/** What a platform.yaml among files on disk sets guardrails to, and what people should know of it. */
export interface PlatformLevels {
  readonly levels: NonNullable<JudgeInput["levels"]>;
  /** The environments' names in order; undefined where there is no platform.yaml. */
  readonly environments?: readonly string[];
  /** What the platform.yaml says of the clusters' version. */
  readonly kubernetesVersion?: string;
  /** Whole lines that do not stop the check: a guardrail that there is not, a second platform.yaml. */
  readonly notes: readonly string[];
}

/**
 * The guardrail levels of the platform.yaml among some files; none where there is none. Of several, the one in the
 * highest folder counts. Throws when it has mistakes, as the application would not use it either.
 */
export function platformLevels(files: readonly TextFile[]): PlatformLevels {
  const platforms = files
    .flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }]))
    .filter(isPlatform)
    .toSorted((a, b) => depthOf(a.path) - depthOf(b.path));
  const [first, ...others] = platforms;
  if (first === undefined) return { levels: {}, notes: [] };
  const parsed = parsePlatform(first.content, first.path);
  if (parsed.kind === "broken") throw new Error(parsed.problems.map(formatProblem).join("\n"));
  const { guardrails } = parsed.platform;
  const unknown =
    guardrails.size === 0
      ? []
      : findUnknownGuardrails(first.content, first.path, knownGuardrails(rulesAmong(files)));
  const passedOver = others.map(
    ({ path }) => `${path}: not used; ${first.path} says which guardrails are off or only warn.`,
  );
  return {
    levels: Object.fromEntries(guardrails),
    environments: parsed.platform.environments.map(({ name }) => name),
    ...(parsed.platform.kubernetesVersion === undefined
      ? {}
      : { kubernetesVersion: parsed.platform.kubernetesVersion }),
    notes: [...unknown.map(formatProblem), ...passedOver],
  };
}

/** Other programs have a platform.yaml too. One that can't be read as YAML is told by the checks. */
function isPlatform({ path, content }: Required<TextFile>): boolean {
  if (!/(?:^|\/)platform\.yaml$/.test(path)) return false;
  const [document] = readYaml(content, path).documents;
  const apiVersion = document === undefined ? undefined : stringAt(document.value, ["apiVersion"]);
  return apiVersion?.startsWith("causeway.dev/") === true;
}

function depthOf(path: string): number {
  return path.split("/").length;
}

function rulesAmong(files: readonly TextFile[]): readonly Required<TextFile>[] {
  return files.flatMap(({ path, content }) =>
    content !== undefined && /\.(?:ya?ml|json)$/i.test(path) ? [{ path, content }] : [],
  );
}
