import type { KubernetesObject } from "../../domain/kubernetes.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import type { YamlDocument } from "../../yaml/documents.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import { applicationsOf } from "./application-set.ts";
import {
  argoGroup,
  asKubernetesObject,
  isDeployer,
  isFluxSource,
  type Deployer,
} from "./deployer.ts";

/** A Flux source as a file has it. */
export interface WrittenObject {
  readonly object: KubernetesObject;
  /** The file; `""` for one that only a cluster has. */
  readonly path: string;
  /** The document's number in the file. */
  readonly document?: number;
}

/** What the files of a repository say about deploying. */
export interface DeployersInFiles {
  readonly deployers: readonly Deployer[];
  /** GitRepository, OCIRepository, HelmRepository and the like. */
  readonly fluxSources: readonly WrittenObject[];
}

/** Only files that name one of these groups are read: a repository can have thousands of others. */
const mayHold = /\b(?:argoproj\.io|fluxcd\.io)\//;

/** All that deploys, as written in files: Applications, those of ApplicationSets, Kustomizations and HelmReleases. */
export function deployersIn(files: FileSet, isHere: (url: string) => boolean): DeployersInFiles {
  const deployers: Deployer[] = [];
  const fluxSources: WrittenObject[] = [];
  for (const path of files.manifestsIn("", true)) {
    if (!mayHold.test(files.text(path) ?? "")) continue;
    for (const document of files.documents(path)) {
      const object = asKubernetesObject(document.value);
      if (object === undefined) continue;
      const { index } = document;
      if (isFluxSource(object)) fluxSources.push({ object, path, document: index });
      if (isDeployer(object)) deployers.push(writtenDeployer(object, document, path));
      if (object.kind === "ApplicationSet" && groupOf(object.apiVersion) === argoGroup) {
        deployers.push(...applicationsOf(document, { path, document: index, files, isHere }));
      }
    }
  }
  return { deployers, fluxSources };
}

function writtenDeployer(
  object: KubernetesObject,
  { index }: YamlDocument,
  path: string,
): Deployer {
  const place = { path, document: index };
  return {
    object,
    definition: {
      place: { ...place, at: [] },
      isWhole: true,
      scalarOf: (at) => ({ ...place, at, before: "", after: "" }),
    },
  };
}
