import { dirname, join, posix } from "node:path";
import type { RenderedDocument, RenderOutcome, RenderRoot } from "../domain/ports/renderer.ts";
import { withoutPaths } from "./kustomize.ts";
import { runTool, type ToolLimits } from "./run-tool.ts";
import { inWorkspace } from "./workspace.ts";

/** A helm that was found. */
export interface Helm extends ToolLimits {
  readonly program: string;
  readonly path: string;
}

/**
 * Renders a chart with its own values, as `helm template` does: nothing is fetched, so what the chart depends on must
 * lie in its folder `charts`.
 */
export function renderChart(helm: Helm, { path, files }: RenderRoot): Promise<RenderOutcome> {
  return inWorkspace(files, async ({ home, repository }) => {
    const folder = dirname(path);
    const name = releaseName(folder);
    const args = ["template", name, join(repository, folder), "--skip-tests"];
    const run = await runTool(helm.program, args, home, helm);
    if (run.kind === "ended")
      return { kind: "notRendered", why: `Building it ${run.why}, and was ended.` };
    if (run.kind === "done")
      return { kind: "rendered", documents: documentsOf(run.output, folder) };
    const message = withoutPaths(run.message, home);
    // Argo CD and Flux fetch dependencies before they render; a check does not.
    return /missing in charts/i.test(message)
      ? { kind: "notRendered", why: "It needs other charts, and checks fetch none." }
      : { kind: "failed", message };
  });
}

/** A release has a name; charts put it into names of objects. */
function releaseName(folder: string): string {
  const name = posix.basename(folder).toLowerCase();
  return /^[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/.test(name) ? name : "release";
}

/**
 * Helm writes `---`, then `# Source: <chart>/templates/…` in front of each object. Inside a file with several objects
 * only the first may carry the comment.
 */
function documentsOf(output: string, folder: string): readonly RenderedDocument[] {
  let source: string | undefined;
  return output.split(/^---[ \t]*$/m).flatMap((content): RenderedDocument[] => {
    const [, path] = /^# Source: [^/\n]+\/(.+)$/m.exec(content) ?? [];
    if (path !== undefined) source = posix.join(folder, path.trim());
    const isEmpty = content.replaceAll(/^\s*(?:#.*)?$/gm, "").trim() === "";
    if (isEmpty) return [];
    return [source === undefined ? { content } : { content, source }];
  });
}
