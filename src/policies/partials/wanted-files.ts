import { posix } from "node:path";
import { isKustomization } from "./kustomizations.ts";

/** More than these are not worth the calls. */
const mostFiles = 60;

/**
 * Which files of a tree are worth reading beside a change, as `baseFiles` of a judgement: the kustomizations in the
 * folders of the changed files and above, then the manifests in the same folders. None for what requests write under
 * `claims/`: no such file stands in a kustomization or names another.
 */
export function wantedFiles(tree: Iterable<string>, changed: readonly string[]): readonly string[] {
  const own = new Set(changed);
  const folders = new Set(
    changed
      .filter((path) => isYaml(path) && !path.startsWith("claims/"))
      .map((path) => posix.dirname(path)),
  );
  const above = new Set([...folders].flatMap(foldersAbove));
  const others = [...tree].filter((path) => !own.has(path)).toSorted();
  const kustomizations = others.filter(
    (path) => isKustomization(path) && above.has(posix.dirname(path)),
  );
  const beside = others.filter(
    (path) => isYaml(path) && !isKustomization(path) && folders.has(posix.dirname(path)),
  );
  return [...kustomizations, ...beside].slice(0, mostFiles);
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path) || isKustomization(path);
}

/** The folder itself, and each around it up to the root. */
function foldersAbove(folder: string): readonly string[] {
  const found = [folder];
  for (let next = folder; next !== "."; found.push(next)) next = posix.dirname(next);
  return found;
}
