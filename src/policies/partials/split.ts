import { posix } from "node:path";
import { groupOf } from "../../domain/kubernetes.ts";
import type { ChangedObject } from "../check.ts";
import type { Subject } from "../subject.ts";
import { readKustomizations, type Kustomizations } from "./kustomizations.ts";

/** Why something that looks like an object is none that a cluster gets. */
export type Part =
  /** A patch; `by` is the kustomization that names it. */
  | { readonly kind: "patch"; readonly by: string }
  /** A file whose content is data for something else. */
  | { readonly kind: "data"; readonly by: string }
  /** A kustomization itself. */
  | { readonly kind: "kustomization" };

/** Something of the change that only becomes an object, or a part of one, when it is rendered. */
export interface PartialObject extends ChangedObject {
  readonly part: Part;
}

interface TextFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Takes what is no whole object out of the objects of a change: patches and generators' data of Kustomize, values of
 * Helm charts. Judged as whole objects they would be wrong in every field that they leave to their base.
 *
 * What a kustomization calls a patch and is whole by itself is judged all the same: nothing hides behind one.
 *
 * @param isWhole Whether an object has all that its kind needs.
 * @param files The files of the change as they will be, and those around it; the first of a path counts.
 */
export function splitPartials(
  objects: readonly ChangedObject[],
  files: readonly TextFile[],
  isWhole: (subject: Subject) => boolean,
): { readonly whole: readonly ChangedObject[]; readonly partial: readonly PartialObject[] } {
  const kustomizations = readKustomizations(files);
  const charts = new Set(
    files
      .filter(({ path }) => /(?:^|\/)Chart\.yaml$/.test(path))
      .map(({ path }) => posix.dirname(path)),
  );
  const whole: ChangedObject[] = [];
  const partial: PartialObject[] = [];
  for (const object of objects) {
    const part = partOf(object, kustomizations, charts);
    const hides = part?.kind === "patch" && isWhole(object.subject);
    if (part === undefined || hides) whole.push(object);
    else partial.push({ ...object, part });
  }
  return { whole, partial };
}

function partOf(
  { subject }: ChangedObject,
  kustomizations: Kustomizations,
  charts: ReadonlySet<string>,
): Part | undefined {
  const { path, resource } = subject;
  if (groupOf(resource.apiVersion) === "kustomize.config.k8s.io") return { kind: "kustomization" };
  const patchedBy = kustomizations.patchedBy(path);
  if (patchedBy !== undefined) return { kind: "patch", by: patchedBy };
  const readBy = kustomizations.readBy(path);
  if (readBy !== undefined) return { kind: "data", by: readBy };
  if (kustomizations.lists(path)) return undefined;
  const folder = posix.dirname(path);
  if (charts.has(folder) && /^values[^/]*\.ya?ml$/.test(posix.basename(path))) {
    return { kind: "data", by: posix.join(folder, "Chart.yaml") };
  }
  return undefined;
}
