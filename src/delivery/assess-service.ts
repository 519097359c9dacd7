import type { Assessment, Delivery, ServiceTarget } from "../domain/delivery.ts";
import { isSameObject, type ObjectRef } from "../domain/kubernetes.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { AssessSettings, Question } from "./status-source.ts";
import { statusSources } from "./status-sources.ts";
import { asKnown, knownTime } from "./known-time.ts";
import { distinctKinds, type NamedKind } from "./named-kind.ts";
import { argoCd } from "./sources/argocd.ts";
import { parentApplication } from "./sources/argocd/parent.ts";
import { missingObject } from "./sources/missing-object.ts";
import { isBelow } from "./sources/workloads/belongs.ts";
import { workloadKindsToFollow } from "./sources/workloads/to-follow.ts";
import { unresolvedRevisions } from "./unresolved-revisions.ts";

/**
 * Where one version of a service stands in one environment, by its Application, Kustomization or HelmRelease alone. One
 * step, whose state is the delivery's; `unknown` without a step before the view has its first lists.
 *
 * A deployer that is not there is waited for until the deadline (an Application may be on its way with its parent). One
 * that the cluster does not let Causeway read is `unknown`, never a failure.
 */
export function assessService(
  target: ServiceTarget,
  view: ClusterView,
  { now, settings }: { readonly now: Date; readonly settings: AssessSettings },
): Delivery {
  if (!view.synced) return { steps: [], state: "unknown" };
  const known = knownTime(view, () => [view.find(target.deployer)], now);
  const { source, assessment } = stepOf(target, view, { now: known.now, settings });
  const { state, cause } = assessment;
  const steps = [{ source, assessment }];
  return asKnown(cause === undefined ? { steps, state } : { steps, state, cause }, known);
}

function stepOf(
  target: ServiceTarget,
  view: ClusterView,
  { now, settings }: { readonly now: Date; readonly settings: AssessSettings },
): { readonly source: string; readonly assessment: Assessment } {
  const question: Question = { ...target, now, settings };
  const object = view.find(target.deployer);
  const source = sourceNameOf(target);
  if (object === undefined) return { source, assessment: missing(target, question, view) };
  for (const one of statusSources) {
    const assessment = one.assessObject(object, question, view);
    if (assessment !== undefined) return { source: one.name, assessment };
  }
  const { kind, name } = target.deployer;
  const assessment: Assessment = {
    resource: target.deployer,
    state: "unknown",
    final: false,
    reasonCode: "NO_STATUS_SOURCE",
    message: `${kind} ${name} says nothing of a commit's way into the cluster: a service is deployed by an Application, a Kustomization or a HelmRelease.`,
  };
  return { source, assessment };
}

function sourceNameOf({ deployer }: ServiceTarget): string {
  return deployer.group.endsWith(".fluxcd.io") ? "Flux" : "Argo CD";
}

/** A deployer that does not come may go by another name now, or its parent may say why: an app of apps. */
function missing({ deployer }: ServiceTarget, question: Question, view: ClusterView): Assessment {
  const verdict = missingObject(deployer, question, view);
  const parent = parentApplication(deployer, view);
  const said = parent === undefined ? undefined : argoCd.assessObject(parent, question, view);
  if (parent !== undefined && said !== undefined && verdict.state !== "unknown") {
    const { recheckAt: _recheckAt, ...rest } = said;
    const isOver = said.state === "deployed" || said.state === "superseded";
    const message = `${deployer.kind} ${deployer.name} is not in the cluster: it comes with Application ${parent.metadata.name}. ${said.message}`;
    return isOver ? { resource: deployer, ...verdict } : { ...rest, resource: deployer, message };
  }
  const hint = verdict.state === "failed" ? " It may have been renamed or deleted." : "";
  return { resource: deployer, ...verdict, message: `${verdict.message}${hint}` };
}

/** Kinds to follow for the target, beyond those that are always followed: where its deployer is not well, workloads. */
export function serviceKindsToFollow(
  target: ServiceTarget,
  view: ClusterView,
): readonly NamedKind[] {
  const object = view.find(target.deployer);
  return object === undefined ? [] : distinctKinds(workloadKindsToFollow(object, view));
}

/** Whether a change of an object can change the verdict on the target. */
export function serviceRelatesTo(
  target: ServiceTarget,
  ref: ObjectRef,
  view: ClusterView,
): boolean {
  if (isSameObject(ref, target.deployer)) return true;
  const deployer = view.find(target.deployer);
  // One that is not there comes with its parent, or from an ApplicationSet.
  if (deployer === undefined || ref.kind === "ApplicationSet") return ref.group === "argoproj.io";
  // A HelmRelease holds no commit, so its Kustomization and their sources count.
  if (ref.group.endsWith(".fluxcd.io")) return target.deployer.group.endsWith(".fluxcd.io");
  return isBelow(deployer, ref, view);
}

/** Commits that the deployer is at or is going to and of which it is not known whether they contain the target's. */
export function serviceRevisionsToResolve(
  target: ServiceTarget,
  view: ClusterView,
): readonly string[] {
  const object = view.find(target.deployer);
  if (object === undefined) return [];
  const seen = statusSources.flatMap((source) => source.revisionsOf(object, target, view));
  return unresolvedRevisions(seen, target);
}
