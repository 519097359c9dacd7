import { nothingRendered, type RenderingReport } from "../../domain/check-details.ts";
import type { JudgeInput, Judgement, PolicyResult, Violation } from "../../domain/guardrail.ts";
import type { Judge } from "../../domain/ports/judge.ts";
import type { Renderer } from "../../domain/ports/renderer.ts";
import { judgementOf } from "../../policies/judge-change.ts";
import { withCertainMends } from "../../policies/certain-mends.ts";
import { withoutPartialPatches } from "../../policies/rendering/partial-patches.ts";
import {
  renderedAsSources,
  renderedFiles,
  softenedBases,
} from "../../policies/rendering/rendered-findings.ts";
import type { RenderedRoot } from "../../policies/rendering/trace.ts";
import { findRoots, type FoundRoot, type RepositoryFiles } from "./find-roots.ts";

/** What judges and what builds. */
export interface RenderingTools {
  readonly judge: Pick<Judge, "judge">;
  readonly renderer: Renderer;
}

/**
 * Adds to the judgement on a change's files what is found in the overlays and charts that it touches, as they are
 * built. Without the tools the sources stay as they were judged, and the report says so.
 *
 * @param input What the files were judged by.
 * @param repository The files as they will be when the change is merged.
 */
export async function judgeRendered(
  tools: RenderingTools,
  input: JudgeInput,
  repository: RepositoryFiles,
  judgement: Judgement,
): Promise<{ readonly judgement: Judgement; readonly report: RenderingReport }> {
  const changed = new Set(input.files.map(({ path }) => path));
  const { roots, notRendered, unbuilt, patches } = await findRoots(repository, changed);
  const whole = withoutPartialPatches(judgement.results, patches);
  const sources = withCertainMends(whole, input.files);
  if (roots.length === 0 && notRendered.length === 0)
    return { judgement: counted(judgement, sources), report: nothingRendered };
  const built = await build(tools.renderer, roots);
  const rendered = built.flatMap(({ root }) => root ?? []);
  const bases = basesOf(roots, new Set(rendered.map(({ path }) => path)), unbuilt);
  const told = await toldOf(tools, input, { roots: rendered, bases }, sources);
  const failures = built.flatMap(({ failure }) => failure ?? []);
  return {
    judgement: counted(judgement, [...told, ...failures]),
    report: {
      rendered: rendered.map(({ path }) => path),
      notRendered: [...notRendered, ...built.flatMap((one) => one.notRendered ?? [])],
    },
  };
}

/** Files of bases all of whose overlays were built. */
function basesOf(
  roots: readonly FoundRoot[],
  built: ReadonlySet<string>,
  unbuilt: readonly string[],
): ReadonlySet<string> {
  const open = new Set(unbuilt);
  for (const { root, bases } of roots) {
    if (!built.has(root.path)) for (const path of bases) open.add(path);
  }
  return new Set(roots.flatMap(({ bases }) => bases).filter((path) => !open.has(path)));
}

function counted(
  { results: before, checkedObjects, checkedFiles, ...rest }: Judgement,
  results: readonly PolicyResult[],
): Judgement {
  if (results === before) return { ...rest, results, checkedObjects, checkedFiles };
  return judgementOf(results, { checkedObjects, checkedFiles });
}

interface Built {
  readonly root?: RenderedRoot;
  readonly failure?: Violation;
  readonly notRendered?: RenderingReport["notRendered"][number];
}

/** One after the other: each may take all the memory that there is for it. */
async function build(renderer: Renderer, roots: readonly FoundRoot[]): Promise<readonly Built[]> {
  const built: Built[] = [];
  for (const { root, patches } of roots) {
    const { path, files } = root;
    const outcome = await renderer.render(root);
    if (outcome.kind === "rendered")
      built.push({ root: { path, files, patches, documents: outcome.documents } });
    else if (outcome.kind === "notRendered")
      built.push({ notRendered: { path, why: outcome.why } });
    else built.push({ failure: failureOf(root, outcome.message) });
  }
  return built;
}

/** What can't be built here can't be built by Argo CD or Flux either. */
function failureOf({ tool, path }: FoundRoot["root"], message: string): Violation {
  const said = message.length > 600 ? `${message.slice(0, 599)}…` : message;
  return {
    policy: "render",
    validation: "build",
    outcome: "deny",
    message: `${tool} can't build this: ${said}`,
    location: { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  };
}

/** What was found in the sources, and in what was built of them. */
async function toldOf(
  { judge }: RenderingTools,
  input: JudgeInput,
  built: { readonly roots: readonly RenderedRoot[]; readonly bases: ReadonlySet<string> },
  sources: readonly PolicyResult[],
): Promise<readonly PolicyResult[]> {
  const { roots, bases } = built;
  if (roots.length === 0) return sources;
  const { results } = await judge.judge({ ...input, files: renderedFiles(roots) });
  const ended = results.find(
    ({ policy, validation }) => policy === "guardrails" && validation === "complete",
  );
  if (ended !== undefined) {
    // Not judged is not passed: told where the first of them is built.
    const place = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    return [...sources, { ...ended, location: { path: roots[0]?.path ?? "", ...place } }];
  }
  const told = softenedBases(sources, bases, { roots, results });
  return [...told, ...renderedAsSources(roots, results, told)];
}
