import type { KubernetesObject } from "../../domain/kubernetes.ts";
import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service } from "../../domain/service.ts";

export interface ServicesInput {
  /** The files of one repository, those with YAML. */
  readonly files: readonly RepositoryFile[];
  /** Applications, Kustomizations, HelmReleases and Flux sources as the clusters have them. */
  readonly objects: readonly KubernetesObject[];
  /** The environments' names, in promotion order. */
  readonly environments: readonly string[];
  /** The repository that the files are of. Without it, every source whose folder is among the files is taken for it. */
  readonly repositoryUrl?: string;
}

/** Something about a service that a person must mend before it can be promoted: whole sentences. */
export interface ServiceProblem {
  readonly service: string;
  readonly environment?: string;
  readonly message: string;
}

export interface FoundServices {
  /** By name. */
  readonly services: readonly Service[];
  readonly problems: readonly ServiceProblem[];
}

/** The services of a platform, from the Applications, ApplicationSets, Kustomizations and HelmReleases that deploy them. */
export function findServices(_input: ServicesInput): FoundServices {
  throw new Error("not written yet");
}
