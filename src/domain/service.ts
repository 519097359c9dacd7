import type { ObjectRef } from "./kubernetes.ts";

/** Keys and list indexes that lead to a value in a document. */
export type ValuePath = readonly (string | number)[];

/** A component that is promoted, with one instance for each environment in which it was found. */
export interface Service {
  readonly name: string;
  /** In the order of the environments. */
  readonly instances: readonly ServiceInstance[];
}

/** A service in one environment: what deploys it, and from where. */
export interface ServiceInstance {
  readonly service: string;
  readonly environment: string;
  /** The Argo CD Application, Flux Kustomization or Flux HelmRelease. */
  readonly deployer: ObjectRef;
  readonly sources: readonly ServiceSource[];
  /** Where the deployer is written; absent when only the cluster has it. */
  readonly definedIn?: DefinitionPlace;
}

/** One place that a deployer takes manifests from. */
export interface ServiceSource {
  /** In the form of `normaliseRepositoryUrl`; of a Helm repository or an OCI artifact its address. */
  readonly repository: string;
  /** Whether that is the repository whose files were read. */
  readonly here: boolean;
  /** The folder, without slashes at its ends; `""` is the root. Absent for charts and for sources that only lend files. */
  readonly path?: string;
  readonly targetRevision?: string;
  readonly chart?: string;
  /** Helm values files in the repository whose files were read, by their whole path; the later ones win. */
  readonly valueFiles: readonly string[];
  /** Images as the deployer's own Kustomize options override them: `checkout=ghcr.io/acme/checkout:1.4.2`. */
  readonly images: readonly string[];
  /** Flux and `directory.recurse`: whether manifests in folders below count too. */
  readonly recurse: boolean;
}

/** Where a deployer is written in the repository. */
export interface DefinitionPlace {
  readonly path: string;
  /** The document's number in the file, from 0. */
  readonly document: number;
  /** Empty for the whole document; for an Application that an ApplicationSet makes, its element. */
  readonly at: ValuePath;
}

/**
 * What a carrier's scalar says: the tag or the digest of an image, the name that an image is pulled by, a whole image
 * reference, the version of a chart, the revision of a Git or OCI source, the name of a composition (revision), the
 * value of a variable that Flux puts in.
 */
export type VersionAspect =
  | "tag"
  | "digest"
  | "imageName"
  | "image"
  | "chartVersion"
  | "revision"
  | "composition"
  | "variable";

/** One scalar that carries the version of a service in one environment. */
export interface VersionCarrier {
  readonly path: string;
  /** The document's number in the file, from 0. */
  readonly document: number;
  readonly at: ValuePath;
  /** Where the scalar at `at` is itself YAML, such as Helm values in a block: the path in it. */
  readonly inside?: ValuePath;
  /**
   * The scalar with its quotes, in UTF-16 units of the file's text. Absent where it is written elsewhere: an alias or a
   * merge key brings it.
   */
  readonly range?: readonly [number, number];
  /** From 1. */
  readonly line: number;
  /** The value as it is written, so `1.10` and not 1.1; without `before` and `after`. */
  readonly value: string;
  /** What stands in the same scalar around the value and stays: the `checkout=` of an image override. */
  readonly before: string;
  readonly after: string;
  readonly aspect: VersionAspect;
  /** What has this version: an image's name, a chart, a repository, an object, a variable. */
  readonly names: string;
}
