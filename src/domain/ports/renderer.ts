/** Something that becomes manifests when a tool builds it. */
export interface RenderRoot {
  readonly tool: "kustomize" | "helm";
  /** Its kustomization file or its Chart.yaml, relative to the repository's root. */
  readonly path: string;
  /** Files that building needs, as text by path: all that the root refers to, its own file too. */
  readonly files: ReadonlyMap<string, string>;
}

/** One object that a tool made. */
export interface RenderedDocument {
  /** YAML, without what the tool added to say where it came from. */
  readonly content: string;
  /** The file that the object came from, where the tool says it. */
  readonly source?: string;
}

export type RenderOutcome =
  | { readonly kind: "rendered"; readonly documents: readonly RenderedDocument[] }
  /** The tool says that it can't be built: the message is the tool's own, without paths of this machine. */
  | { readonly kind: "failed"; readonly message: string }
  /** Nothing is known: the tool is not installed, or building needs what is not given to it. Whole sentences. */
  | { readonly kind: "notRendered"; readonly why: string };

/**
 * Builds Kustomize overlays and Helm charts with the tools that are installed: in a folder of their own, with no
 * network and no plugins, ended when it takes too long. Never rejects because of what is built.
 */
export interface Renderer {
  render(root: RenderRoot): Promise<RenderOutcome>;
}
