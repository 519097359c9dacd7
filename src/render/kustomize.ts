import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { isMap, parseAllDocuments, stringify, type Document } from "yaml";
import type { RenderedDocument, RenderOutcome, RenderRoot } from "../domain/ports/renderer.ts";
import { runTool, type ToolLimits, type ToolRun } from "./run-tool.ts";
import { inWorkspace } from "./workspace.ts";

const originKey = "config.kubernetes.io/origin";

/** A kustomize that was found: on its own, or inside kubectl. */
export interface Kustomize extends ToolLimits {
  readonly program: string;
  readonly path: string;
}

/**
 * Builds a kustomization as `kustomize build` does, files outside the root refused. A kustomization of ours stands
 * around it that asks for the origin of each object (`buildMetadata`, kustomize 4.3 and later); the user's own files
 * are left as they are.
 */
export function buildKustomization(
  kustomize: Kustomize,
  { path, files }: RenderRoot,
): Promise<RenderOutcome> {
  return inWorkspace(files, async ({ home }) => {
    const wrapper = join(home, "wrapper");
    const folder = posix.join("../repository", dirname(path));
    await mkdir(wrapper);
    await writeFile(
      join(wrapper, "kustomization.yaml"),
      stringify({ resources: [folder], buildMetadata: ["originAnnotations"] }),
    );
    const command = basename(kustomize.program).startsWith("kubectl") ? "kustomize" : "build";
    const args = [command, wrapper, "--load-restrictor=LoadRestrictionsRootOnly"];
    return outcomeOf(await runTool(kustomize.program, args, home, kustomize), home);
  });
}

function outcomeOf(run: ToolRun, home: string): RenderOutcome {
  if (run.kind === "ended")
    return { kind: "notRendered", why: `Building it ${run.why}, and was ended.` };
  if (run.kind === "refused") return refusal(withoutPaths(run.message, home));
  return { kind: "rendered", documents: documentsOf(run.output) };
}

/** What a newer or richer installation could build is no mistake of the change. */
function refusal(message: string): RenderOutcome {
  if (/plugin|--enable-helm|--enable-exec|unable to (?:load|find) .*function/i.test(message)) {
    return {
      kind: "notRendered",
      why: `It needs a plugin of Kustomize, and checks run none: ${message}`,
    };
  }
  return { kind: "failed", message };
}

function documentsOf(output: string): readonly RenderedDocument[] {
  const parsed = parseAllDocuments(output);
  return (Array.isArray(parsed) ? parsed : []).flatMap((document): RenderedDocument[] => {
    if (document.contents === null) return [];
    const source = takeOrigin(document);
    const content = document.toString({ lineWidth: 0 }).replace(/^---\n/, "");
    return [source === undefined ? { content } : { content, source }];
  });
}

/** Takes the annotation off, so that no policy sees it. What a generator made has no `path` in it. */
function takeOrigin(document: Document.Parsed): string | undefined {
  const at = ["metadata", "annotations", originKey];
  const origin: unknown = document.getIn(at);
  if (typeof origin !== "string") return undefined;
  document.deleteIn(at);
  const annotations = document.getIn(["metadata", "annotations"]);
  if (isMap(annotations) && annotations.items.length === 0)
    document.deleteIn(["metadata", "annotations"]);
  const [, path] = /^path: (.+)$/m.exec(origin) ?? [];
  return path === undefined ? undefined : inRepository(path.trim());
}

/** Origins are relative to our kustomization, which stands beside the repository. */
function inRepository(path: string): string | undefined {
  const [, inside] = /^\.\.\/repository\/(.+)$/.exec(posix.normalize(path)) ?? [];
  return inside;
}

/** The words of a tool without the folders of this machine. */
export function withoutPaths(message: string, home: string): string {
  return message
    .replaceAll(join(home, "repository"), "")
    .replaceAll(home, "")
    .replaceAll("/private'", "'")
    .replace(/^error: /i, "");
}
