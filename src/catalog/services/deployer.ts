import { isJsonObject, stringAt, type Json } from "../../domain/json.ts";
import { groupOf, type KubernetesObject } from "../../domain/kubernetes.ts";
import type { DefinitionPlace, ValuePath } from "../../domain/service.ts";

/** An object that deploys a service, with where each part of it is written. */
export interface Deployer {
  readonly object: KubernetesObject;
  /** Absent for one that only the cluster has. */
  readonly definition?: Definition;
}

/** Where a deployer is written in the repository. */
export interface Definition {
  readonly place: DefinitionPlace;
  /** Whether the document there is the deployer, so that who applies the file makes it; false for parameters. */
  readonly isWhole: boolean;
  /**
   * The scalar that decides the value at a path of the object; in the template of an ApplicationSet, it may decide for
   * others too. Undefined where several parameters or one that Argo CD computes make the value.
   */
  scalarOf(path: ValuePath): OwnScalar | undefined;
}

/** A scalar of a file; the object's value is that scalar between two fixed texts. */
export interface OwnScalar {
  readonly path: string;
  readonly document: number;
  readonly at: ValuePath;
  readonly before: string;
  readonly after: string;
}

export const argoGroup = "argoproj.io";
const kustomizeGroup = "kustomize.toolkit.fluxcd.io";
const helmGroup = "helm.toolkit.fluxcd.io";
const sourceGroup = "source.toolkit.fluxcd.io";
const extensionGroup = "source.extensions.fluxcd.io";

const deployerKinds: ReadonlyMap<string, string> = new Map([
  ["Application", argoGroup],
  ["Kustomization", kustomizeGroup],
  ["HelmRelease", helmGroup],
]);

/** Whether an object is an Argo CD Application, a Flux Kustomization or a Flux HelmRelease. */
export function isDeployer({ apiVersion, kind }: KubernetesObject): boolean {
  return deployerKinds.get(kind) === groupOf(apiVersion);
}

/** Whether an object is a source that Flux fetches from, or an ArtifactGenerator, which makes one of others. */
export function isFluxSource({ apiVersion, kind }: KubernetesObject): boolean {
  const group = groupOf(apiVersion);
  return group === sourceGroup || (group === extensionGroup && kind === "ArtifactGenerator");
}

/** A value as an object with its kind and name, or undefined when it is none. */
export function asKubernetesObject(value: Json | undefined): KubernetesObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return isMetadata(metadata) ? { ...value, apiVersion, kind, metadata } : undefined;
}

function isMetadata(metadata: Json | undefined): metadata is KubernetesObject["metadata"] {
  return isJsonObject(metadata) && (stringAt(metadata, ["name"]) ?? "") !== "";
}
