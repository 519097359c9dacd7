import type { Renderer } from "../domain/ports/renderer.ts";
import { renderChart } from "./helm.ts";
import { buildKustomization } from "./kustomize.ts";
import { findTool } from "./run-tool.ts";

export interface RendererOptions {
  /** Where programs are looked for: a PATH. */
  readonly path: string;
  /** How long one build may take; 20 s by default. */
  readonly timeoutMs?: number;
}

const mostOutputBytes = 16_000_000;

/** Builds with the kustomize (or kubectl, which has one inside) and the helm that are found on a PATH. */
export function createRenderer({ path, timeoutMs = 20_000 }: RendererOptions): Renderer {
  const limits = { path, timeoutMs, mostOutputBytes };
  return {
    async render(root) {
      const isHelm = root.tool === "helm";
      // Looked for each time: a tool may be installed while the application runs.
      const program = findTool(isHelm ? ["helm"] : ["kustomize", "kubectl"], path);
      if (program === undefined) return { kind: "notRendered", why: missing(isHelm) };
      return isHelm
        ? renderChart({ ...limits, program }, root)
        : buildKustomization({ ...limits, program }, root);
    },
  };
}

function missing(isHelm: boolean): string {
  return isHelm
    ? "helm is not installed where the check runs, so only the chart's plain files were checked."
    : "Neither kustomize nor kubectl is installed where the check runs, so only the sources were checked.";
}
