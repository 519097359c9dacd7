import type { RepositoryFile } from "../../domain/repository.ts";
import type { ServiceInstance, VersionCarrier } from "../../domain/service.ts";

/** The scalars that carry the versions of a service in one environment, those that count there. */
export function carriersOf(
  _instance: ServiceInstance,
  _files: readonly RepositoryFile[],
): readonly VersionCarrier[] {
  throw new Error("not written yet");
}

/** The versions of a service in one environment as one short text, to compare and to show; undefined: none is written. */
export function versionOf(
  _instance: ServiceInstance,
  _files: readonly RepositoryFile[],
): string | undefined {
  throw new Error("not written yet");
}
