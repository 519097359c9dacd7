import {
  groupOf,
  isSameObject,
  refOf,
  type KubernetesObject,
  type ResourceKind,
} from "../../domain/kubernetes.ts";
import type { Assessment, DeliveryTarget } from "../../domain/delivery.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import { questionOf, type Question, type StatusSource, type Verdict } from "../status-source.ts";
import { noCarrier, worstOf } from "./deployer.ts";
import { helmReleaseVerdict, ownerOf } from "./flux/helm-release.ts";
import {
  coversFile,
  isFromRepository,
  kustomizationVerdict,
  sourceObjectOf,
} from "./flux/kustomization.ts";
import { appliedCommit, attemptedCommit } from "./flux/revision.ts";
import { workloadObjectOf } from "./workloads/belongs.ts";
import { explained } from "./workloads/explain.ts";

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
const helmRepositories: ResourceKind = {
  ...gitRepositories,
  kind: "HelmRepository",
  plural: "helmrepositories",
};
const helmCharts: ResourceKind = { ...gitRepositories, kind: "HelmChart", plural: "helmcharts" };
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
  kinds: () => [
    kustomizations,
    gitRepositories,
    ociRepositories,
    helmReleases,
    helmRepositories,
    helmCharts,
  ],
  kindsOnDemand: [],
  assess(target, view, now, settings) {
    const question = questionOf(target, now, settings);
    const carried = carriersOf(target, view).map((one) => assessKustomization(one, question, view));
    const worst = worstOf([...carried, ...releaseOf(target, question, view)]);
    if (worst !== undefined) return worst;
    const usesRepository = fromRepository(target, view).length > 0;
    return usesRepository ? noCarrier("Kustomization", target, question) : undefined;
  },
  assessObject(object, question, view) {
    const group = groupOf(object.apiVersion);
    if (group === helmGroup && object.kind === helmReleases.kind) {
      return assessRelease(object, question, view);
    }
    if (group !== kustomizeGroup || object.kind !== kustomizations.kind) return undefined;
    const source = sourceObjectOf(object, view);
    // Without its source in the view, nothing speaks against the repository.
    const isElsewhere =
      question.repositoryUrl !== undefined &&
      source !== undefined &&
      !isFromRepository(source, question.repositoryUrl);
    if (!isElsewhere) return assessKustomization(object, question, view);
    return {
      resource: refOf(object),
      state: "irrelevant",
      final: true,
      reasonCode: "IRRELEVANT",
      message: `Kustomization ${object.metadata.name} takes nothing from this repository.`,
    };
  },
  relatesTo(target, ref, view) {
    if (ref.group === sourceGroup || isSameObject(ref, target.object)) return true;
    const isKustomization = ref.group === kustomizeGroup && ref.kind === kustomizations.kind;
    const workload = isKustomization ? undefined : workloadObjectOf(ref, view);
    if (!isKustomization && workload === undefined) return false;
    const kustomization = workload === undefined ? view.find(ref) : ownerOf(workload, view);
    if (kustomization === undefined) return isKustomization;
    const isMine = isFromRepository(sourceObjectOf(kustomization, view), target.repositoryUrl);
    return isMine && coversFile(kustomization, target.manifestPath);
  },
  carriers: carriersOf,
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

function assessKustomization(
  kustomization: KubernetesObject,
  question: Question,
  view: ClusterView,
): Assessment {
  const verdict = kustomizationVerdict(kustomization, question, view);
  return { resource: refOf(kustomization), ...explainedBelow(verdict, kustomization, view) };
}

function assessRelease(
  release: KubernetesObject,
  question: Question,
  view: ClusterView,
): Assessment {
  const verdict = helmReleaseVerdict(release, question, view);
  return { resource: refOf(release), ...explainedBelow(verdict, release, view) };
}

/** A target that is a HelmRelease itself is not there before it is released. */
function releaseOf(
  { object }: DeliveryTarget,
  question: Question,
  view: ClusterView,
): readonly Assessment[] {
  const isRelease = object.group === helmGroup && object.kind === helmReleases.kind;
  const release = isRelease ? view.find(object) : undefined;
  return release === undefined ? [] : [assessRelease(release, question, view)];
}

/** What did not become healthy in time has its reason below; what could not be built or applied has it in the message. */
function explainedBelow(verdict: Verdict, object: KubernetesObject, view: ClusterView): Verdict {
  const isLate = /health check failed|time(?:out|d out)|deadline exceeded|not ready/i.test(
    verdict.cause?.message ?? "",
  );
  const mayBeBelow = verdict.state === "progressing" || (verdict.state === "failed" && isLate);
  return mayBeBelow ? explained(verdict, object, view) : verdict;
}

function carriersOf(target: DeliveryTarget, view: ClusterView): readonly KubernetesObject[] {
  return fromRepository(target, view).filter((one) => coversFile(one, target.manifestPath));
}

function fromRepository(target: DeliveryTarget, view: ClusterView): readonly KubernetesObject[] {
  return view
    .list(kustomizeGroup, kustomizations.kind)
    .filter((one) => isFromRepository(sourceObjectOf(one, view), target.repositoryUrl));
}
