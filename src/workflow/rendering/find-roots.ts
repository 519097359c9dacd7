import { posix } from "node:path";
import type { RenderRoot } from "../../domain/ports/renderer.ts";
import {
  isKustomizationPath,
  kustomizationNames,
  readKustomization,
  type Kustomization,
} from "../../policies/rendering/kustomization.ts";

/** The files of a repository as they will be. */
export interface RepositoryFiles {
  /** Every path that is known. */
  readonly paths: readonly string[];
  /** Undefined where there is no such file, or no text in it. */
  read(path: string): Promise<string | undefined>;
}

/** What is built, and what it is made of. */
export interface FoundRoot {
  readonly root: RenderRoot;
  /** The patches of it and of what it refers to. */
  readonly patches: readonly string[];
  /** Files of the bases and components under it. */
  readonly bases: readonly string[];
}

export interface FoundRoots {
  readonly roots: readonly FoundRoot[];
  /** What can't be built from the files alone, with the reason. */
  readonly notRendered: readonly { readonly path: string; readonly why: string }[];
  /** Files of overlays that are not built: what becomes of them is not known. */
  readonly unbuilt: readonly string[];
  /** Patches of every kustomization that was read. */
  readonly patches: ReadonlySet<string>;
}

/** More overlays than one change touches, unless it is about all of them. */
const mostKustomizations = 300;
const mostRoots = 20;
const readAtOnce = 10;

/**
 * The overlays and charts that a change touches: those that nothing else is made of, so that a base is seen in each of
 * its overlays. What the change does not touch is only read as far as it is a kustomization.
 */
export async function findRoots(
  repository: RepositoryFiles,
  changed: ReadonlySet<string>,
): Promise<FoundRoots> {
  const known = await readKustomizations(repository);
  const used = new Set([...known.values()].flatMap(({ members }) => membersAmong(members, known)));
  const roots: FoundRoot[] = [];
  const notRendered: { path: string; why: string }[] = [];
  const unbuilt: string[] = [];
  for (const top of known.values()) {
    if (top.isComponent || used.has(top.path)) continue;
    const parts = closureOf(top, known);
    const names = filesOf(parts);
    if (!names.some((name) => changed.has(name))) continue;
    const why = obstacle(parts);
    if (why !== undefined) {
      notRendered.push({ path: top.path, why });
      unbuilt.push(...names);
    } else {
      const root = await toRoot(repository, "kustomize", { path: top.path, names });
      roots.push({
        root,
        patches: parts.flatMap(({ patches }) => patches),
        bases: filesOf(parts.filter((part) => part !== top)),
      });
    }
  }
  for (const path of chartsTouched(repository.paths, changed)) {
    const folder = posix.dirname(path);
    const names = repository.paths.filter((name) => isInside(name, folder));
    roots.push({ root: await toRoot(repository, "helm", { path, names }), patches: [], bases: [] });
  }
  const left = roots.slice(mostRoots).map(({ root: { path } }) => ({
    path,
    why: `A check builds at most ${mostRoots} of them. Split the change to have all of them checked.`,
  }));
  unbuilt.push(...roots.slice(mostRoots).flatMap(({ bases }) => bases));
  return {
    unbuilt,
    roots: roots.slice(0, mostRoots),
    notRendered: [...notRendered, ...left],
    patches: new Set([...known.values()].flatMap(({ patches }) => patches)),
  };
}

async function readKustomizations(
  repository: RepositoryFiles,
): Promise<ReadonlyMap<string, Kustomization>> {
  const known = new Map<string, Kustomization>();
  const asked = new Set<string>();
  let open = repository.paths.filter(isKustomizationPath).toSorted();
  while (open.length > 0) {
    const next = [...new Set(open)].filter((path) => !asked.has(path));
    const names = next.slice(0, Math.max(0, mostKustomizations - known.size));
    for (const path of names) asked.add(path);
    const read = [...(await readAll(repository, names))].map(([path, content]) =>
      readKustomization(content, path),
    );
    for (const kustomization of read) known.set(kustomization.path, kustomization);
    // Members may lie outside the paths that are known: on the command line, outside the folder that was named.
    open = read.flatMap(({ members }) =>
      members
        .filter((member) => !/\.ya?ml$|\.json$/i.test(member))
        .flatMap((member) => kustomizationNames.map((name) => posix.join(member, name))),
    );
  }
  return known;
}

/** The texts of those that are there, in the order of their names. */
async function readAll(
  repository: RepositoryFiles,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (let start = 0; start < names.length; start += readAtOnce) {
    const batch = names.slice(start, start + readAtOnce);
    const contents = await Promise.all(batch.map((name) => repository.read(name)));
    for (const [index, name] of batch.entries()) {
      const content = contents[index];
      if (content !== undefined) files.set(name, content);
    }
  }
  return files;
}

function membersAmong(
  members: readonly string[],
  known: ReadonlyMap<string, Kustomization>,
): readonly string[] {
  return members.flatMap((member) =>
    kustomizationNames
      .map((name) => posix.join(member, name))
      .filter((path) => known.has(path))
      .slice(0, 1),
  );
}

function closureOf(
  top: Kustomization,
  known: ReadonlyMap<string, Kustomization>,
): readonly Kustomization[] {
  const found = new Map<string, Kustomization>();
  const open = [top];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next.path)) continue;
    found.set(next.path, next);
    for (const path of membersAmong(next.members, known)) {
      const member = known.get(path);
      if (member !== undefined) open.push(member);
    }
  }
  return [...found.values()];
}

function filesOf(parts: readonly Kustomization[]): readonly string[] {
  return [...new Set(parts.flatMap(({ path, members, files }) => [path, ...members, ...files]))];
}

function obstacle(parts: readonly Kustomization[]): string | undefined {
  const [remote] = parts.flatMap((part) => part.remote);
  if (remote !== undefined) {
    return `It takes ${remote} from elsewhere, and checks fetch nothing.`;
  }
  return parts.some(({ needsHelm }) => needsHelm)
    ? "It inflates Helm charts, and checks run no plugins of Kustomize."
    : undefined;
}

async function toRoot(
  repository: RepositoryFiles,
  tool: RenderRoot["tool"],
  { path, names }: { readonly path: string; readonly names: readonly string[] },
): Promise<RenderRoot> {
  return { tool, path, files: await readAll(repository, names) };
}

/** Charts inside another one's `charts` are rendered with it. */
function chartsTouched(paths: readonly string[], changed: ReadonlySet<string>): readonly string[] {
  const charts = paths.filter((path) => posix.basename(path) === "Chart.yaml").toSorted();
  const folders = new Set(charts.map((path) => posix.dirname(path)));
  return charts.filter((path) => {
    const folder = posix.dirname(path);
    const outer = posix.dirname(posix.dirname(folder));
    if (posix.basename(posix.dirname(folder)) === "charts" && folders.has(outer)) return false;
    return [...changed].some((name) => isInside(name, folder));
  });
}

function isInside(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}
