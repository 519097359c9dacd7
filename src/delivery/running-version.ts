import type { RunningVersion } from "../domain/delivery.ts";
import { groupOf, type ObjectRef } from "../domain/kubernetes.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import { runningApplication } from "./sources/argocd/running.ts";
import { runningHelmRelease, runningKustomization } from "./sources/flux/running.ts";

/**
 * What a service's Application, Kustomization or HelmRelease runs now. Undefined where it is not in the view or is of
 * another kind. `repositoryUrl` says which of an Application's several sources the revision is of; without it, the first
 * that makes manifests.
 */
export function runningVersion(
  deployer: ObjectRef,
  view: ClusterView,
  repositoryUrl?: string,
): RunningVersion | undefined {
  const object = view.find(deployer);
  if (object === undefined) return undefined;
  switch (`${object.kind}.${groupOf(object.apiVersion)}`) {
    case "Application.argoproj.io":
      return runningApplication(object, { repositoryUrl });
    case "Kustomization.kustomize.toolkit.fluxcd.io":
      return runningKustomization(object, view);
    case "HelmRelease.helm.toolkit.fluxcd.io":
      return runningHelmRelease(object, view);
    default:
      return undefined;
  }
}
