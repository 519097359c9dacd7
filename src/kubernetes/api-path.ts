import type { ResourceKind } from "../domain/kubernetes.ts";

/** `/apis/<group>/<version>`, or `/api/v1` for the core group. */
export function groupVersionPath(group: string, version: string): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Where all objects of a kind are listed, in all namespaces. */
export function collectionPath(kind: ResourceKind): string {
  return `${groupVersionPath(kind.group, kind.version)}/${kind.plural}`;
}

/** `applications.argoproj.io`: as people and RBAC rules name a kind. */
export function resourceName(kind: ResourceKind): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}
