import type { RepositoryFile } from "../../domain/repository.ts";
import type { ServiceInstance, VersionCarrier } from "../../domain/service.ts";
import { fileSetOf, type FileSet } from "../../yaml/file-set.ts";
import { imageBaseName } from "./image-reference.ts";
import { carrierOf, versionLabel, versionOfParts, type Versioned } from "./versioned.ts";
import { versionsOf } from "./versions-of.ts";

/**
 * The scalars that carry the versions of a service in one environment: those that count, after all bases, patches,
 * overrides and values files. A base may be shared with other environments.
 * @param files of the repository that its manifests are in, at any commit.
 */
export function carriersOf(
  instance: ServiceInstance,
  files: readonly RepositoryFile[],
): readonly VersionCarrier[] {
  const set = fileSetOf(files);
  return versionsOf(instance, set).flatMap((versioned) => carriersOfVersion(versioned, set));
}

/** The scalars of one version. */
export function carriersOfVersion(
  { parts, names }: Versioned,
  files: FileSet,
): readonly VersionCarrier[] {
  return parts.flatMap((part) => carrierOf(part, names, files) ?? []);
}

/**
 * The versions of a service in one environment as one short text, to compare and to show: `1.4.2`, or
 * `checkout:1.4.2, worker:2.0.0` where they differ. Undefined where the files say none.
 */
export function versionOf(
  instance: ServiceInstance,
  files: readonly RepositoryFile[],
): string | undefined {
  return labelOfVersions(versionsOf(instance, fileSetOf(files)));
}

/** See {@link versionOf}. */
export function labelOfVersions(found: readonly Versioned[]): string | undefined {
  const labels = new Map<string, Set<string>>();
  for (const versioned of found) {
    const name = versioned.kind === "image" ? imageBaseName(versioned.names) : versioned.names;
    const label = versionLabel(versionOfParts(versioned));
    labels.set(name, (labels.get(name) ?? new Set<string>()).add(label));
  }
  const all = new Set([...labels.values()].flatMap((one) => [...one]));
  if (all.size <= 1) return [...all][0];
  return [...labels]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, versions]) => `${name}:${[...versions].join("+")}`)
    .join(", ");
}
