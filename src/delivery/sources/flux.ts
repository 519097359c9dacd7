import {
  groupOf,
  refOf,
  type KubernetesObject,
  type ResourceKind,
} from "../../domain/kubernetes.ts";
import type { DeliveryTarget } from "../../domain/delivery.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import { questionOf, type StatusSource } from "../status-source.ts";
import { noCarrier, worstOf } from "./deployer.ts";
import { helmReleaseVerdict, ownerOf } from "./flux/helm-release.ts";
import {
  coversFile,
  isFromRepository,
  kustomizationVerdict,
  sourceObjectOf,
} from "./flux/kustomization.ts";
import { appliedCommit, attemptedCommit } from "./flux/revision.ts";

const kustomizeGroup = "kustomize.toolkit.fluxcd.io";
const helmGroup = "helm.toolkit.fluxcd.io";
const sourceGroup = "source.toolkit.fluxcd.io";

const kustomizations: ResourceKind = {
  group: kustomizeGroup,
  version: "v1",
  kind: "Kustomization",
  plural: "kustomizations",
  namespaced: true,
};
const gitRepositories: ResourceKind = {
  group: sourceGroup,
  version: "v1",
  kind: "GitRepository",
  plural: "gitrepositories",
  namespaced: true,
};
const ociRepositories: ResourceKind = {
  ...gitRepositories,
  kind: "OCIRepository",
  plural: "ocirepositories",
};
const helmReleases: ResourceKind = {
  group: helmGroup,
  version: "v2",
  kind: "HelmRelease",
  plural: "helmreleases",
  namespaced: true,
};

/** Flux: what its Kustomizations say about a commit, and HelmReleases about themselves. */
export const flux: StatusSource = {
  name: "Flux",
  role: "deployer",
  kinds: () => [kustomizations, gitRepositories, ociRepositories, helmReleases],
  assess(target, view, now, settings) {
    const question = questionOf(target, now, settings);
    const mine = fromRepository(target, view);
    const assessments = mine
      .filter((one) => coversFile(one, target.manifestPath))
      .map((one) => ({ resource: refOf(one), ...kustomizationVerdict(one, question, view) }));
    const worst = worstOf(assessments);
    if (worst !== undefined) return worst;
    return mine.length === 0 ? undefined : noCarrier("Kustomization", target, question);
  },
  assessObject(object, question, view) {
    const group = groupOf(object.apiVersion);
    if (group === helmGroup && object.kind === helmReleases.kind) {
      return { resource: refOf(object), ...helmReleaseVerdict(object, question, view) };
    }
    if (group !== kustomizeGroup || object.kind !== kustomizations.kind) return undefined;
    const source = sourceObjectOf(object, view);
    // Without its source in the view, nothing speaks against the repository.
    const isElsewhere =
      question.repositoryUrl !== undefined &&
      source !== undefined &&
      !isFromRepository(source, question.repositoryUrl);
    if (!isElsewhere) {
      return { resource: refOf(object), ...kustomizationVerdict(object, question, view) };
    }
    return {
      resource: refOf(object),
      state: "irrelevant",
      final: true,
      reasonCode: "IRRELEVANT",
      message: `Kustomization ${object.metadata.name} takes nothing from this repository.`,
    };
  },
  relatesTo(target, ref, view) {
    if (ref.group === sourceGroup) return true;
    if (ref.group !== kustomizeGroup || ref.kind !== kustomizations.kind) return false;
    const kustomization = view.find(ref);
    if (kustomization === undefined) return true;
    const isMine = isFromRepository(sourceObjectOf(kustomization, view), target.repositoryUrl);
    return isMine && coversFile(kustomization, target.manifestPath);
  },
  revisions: (target, view) =>
    fromRepository(target, view).flatMap((one) => {
      if (!coversFile(one, target.manifestPath)) return [];
      const commits = [appliedCommit(one), attemptedCommit(one, sourceObjectOf(one, view))];
      return commits.filter((commit) => commit !== undefined);
    }),
  revisionsOf(object, _place, view) {
    const group = groupOf(object.apiVersion);
    const isRelease = group === helmGroup && object.kind === helmReleases.kind;
    const isKustomization = group === kustomizeGroup && object.kind === kustomizations.kind;
    const holder = isRelease ? ownerOf(object, view) : isKustomization ? object : undefined;
    if (holder === undefined) return [];
    const commits = [appliedCommit(holder), attemptedCommit(holder, sourceObjectOf(holder, view))];
    return commits.filter((commit) => commit !== undefined);
  },
};

function fromRepository(target: DeliveryTarget, view: ClusterView): readonly KubernetesObject[] {
  return view
    .list(kustomizeGroup, kustomizations.kind)
    .filter((one) => isFromRepository(sourceObjectOf(one, view), target.repositoryUrl));
}
