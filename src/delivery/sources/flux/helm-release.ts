import { stringAt } from "../../../domain/json.ts";
import { clusterOf, conditionsOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { containsCommit, type Question, type Verdict } from "../../status-source.ts";
import { orLate } from "../deployer.ts";
import { isWaitingForOthers } from "./blocked.ts";
import { blockedVerdict, lagsBehind, ownCause, sourceObjectOf, stopped } from "./kustomization.ts";
import { appliedCommit, attemptedCommit } from "./revision.ts";

const ownerName = "kustomize.toolkit.fluxcd.io/name";
const ownerNamespace = "kustomize.toolkit.fluxcd.io/namespace";

/**
 * What a HelmRelease says. It knows no commit: the Kustomization that owns it must hold the commit first (helm-controller
 * docs/spec/v2/helmreleases.md). A release that was rolled back is a failure of the change, whatever `Ready` says.
 */
export function helmReleaseVerdict(
  release: KubernetesObject,
  question: Question,
  view: ClusterView,
): Verdict {
  const title = `HelmRelease ${release.metadata.name}`;
  return (
    stopped(release, title) ??
    withoutCommit(release, title, { question, view }) ??
    waiting(release, title, { question, view }) ??
    failed(release, title) ??
    ready(release, title) ??
    orLate(question, {
      state: "progressing",
      final: false,
      reasonCode: "PROGRESSING",
      message: `Flux is working on ${title}.`,
    })
  );
}

/** The Kustomization that applied an object, by the labels that Flux puts on what it applies. */
export function ownerOf(object: KubernetesObject, view: ClusterView): KubernetesObject | undefined {
  const name = object.metadata.labels?.[ownerName];
  const namespace = object.metadata.labels?.[ownerNamespace];
  if (name === undefined || namespace === undefined) return undefined;
  const group = "kustomize.toolkit.fluxcd.io";
  return view.find({ group, kind: "Kustomization", namespace, name, ...clusterOf(object) });
}

function withoutCommit(
  release: KubernetesObject,
  title: string,
  { question, view }: { readonly question: Question; readonly view: ClusterView },
): Verdict | undefined {
  const owner = ownerOf(release, view);
  if (owner === undefined) {
    return {
      state: "unknown",
      final: false,
      reasonCode: "OWNER_UNKNOWN",
      message: `Nobody knows which commit ${title} comes from: no Kustomization is known to own it.`,
    };
  }
  const commits = [appliedCommit(owner), attemptedCommit(owner, sourceObjectOf(owner, view))];
  if (commits.some((commit) => containsCommit(question, commit)) && !lagsBehind(release)) {
    return undefined;
  }
  return orLate(question, {
    state: "waiting",
    final: false,
    reasonCode: "WAIT_COMMIT",
    message: `${title} waits for this commit, which comes with Kustomization ${owner.metadata.name}.`,
  });
}

/** For its chart, or for a release that it depends on. */
function waiting(
  release: KubernetesObject,
  title: string,
  { question, view }: { readonly question: Question; readonly view: ClusterView },
): Verdict | undefined {
  const condition = conditionsOf(release).find(({ type }) => type === "Ready");
  if (!isWaitingForOthers(condition)) return undefined;
  const verdict = blockedVerdict(release, title, view);
  return verdict === undefined ? undefined : orLate(question, verdict);
}

function failed(release: KubernetesObject, title: string): Verdict | undefined {
  const bad = conditionsOf(release).find(
    ({ type, status }) =>
      (type === "Stalled" && status === "True") ||
      (type === "Remediated" && status === "True") ||
      (type === "Released" && status === "False") ||
      (type === "Ready" && status === "False"),
  );
  if (bad === undefined) return undefined;
  const isStalled = conditionsOf(release).some(
    ({ type, status }) => type === "Stalled" && status === "True",
  );
  const reasonCode = bad.reason ?? bad.type;
  return {
    state: "failed",
    final: isStalled,
    reasonCode,
    message: `${title} could not be released${isStalled ? ", and Flux does not try again by itself" : ""}.`,
    cause: ownCause(release, bad.message ?? reasonCode),
  };
}

function ready(release: KubernetesObject, title: string): Verdict | undefined {
  const isReady = conditionsOf(release).some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
  const latest = stringAt(release, ["status", "history", 0, "status"]);
  if (!isReady || latest !== "deployed") return undefined;
  const chart = stringAt(release, ["status", "history", 0, "chartVersion"]);
  return {
    state: "deployed",
    final: true,
    reasonCode: "RELEASED",
    message: `${title} is released${chart === undefined ? "" : ` (chart ${chart})`}.`,
  };
}
