import type { Assessment, Delivery, ServiceTarget } from "../domain/delivery.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { AssessSettings, Question } from "./status-source.ts";
import { statusSources } from "./status-sources.ts";
import { unresolvedRevisions } from "./unresolved-revisions.ts";
import { deadlineOf, isLate, recheckAt } from "./time-limits.ts";

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
  const { source, assessment } = stepOf(target, view, { now, settings });
  const { state, cause } = assessment;
  const steps = [{ source, assessment }];
  return cause === undefined ? { steps, state } : { steps, state, cause };
}

function stepOf(
  target: ServiceTarget,
  view: ClusterView,
  { now, settings }: { readonly now: Date; readonly settings: AssessSettings },
): { readonly source: string; readonly assessment: Assessment } {
  const question: Question = { ...target, now, settings };
  const object = view.find(target.deployer);
  const source = sourceNameOf(target);
  if (object === undefined) return { source, assessment: absent(target, question, view) };
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

function absent({ deployer }: ServiceTarget, question: Question, view: ClusterView): Assessment {
  const { kind, name, group } = deployer;
  const verdict = { resource: deployer, final: false } as const;
  if (view.isForbidden(group, kind)) {
    return {
      ...verdict,
      state: "unknown",
      reasonCode: "FORBIDDEN",
      message: `The cluster does not let Causeway read ${kind} objects, so nobody here can say how ${name} is. The platform team can permit it with the rule in Causeway's log.`,
    };
  }
  const late = isLate(question);
  return {
    ...verdict,
    state: late ? "failed" : "waiting",
    reasonCode: late ? "NO_APP" : "WAIT_APP",
    message: `${kind} ${name} is not in the cluster${late ? ", although it should be by now: it may have been renamed or deleted" : " yet"}.`,
    ...(late ? {} : recheckAt(deadlineOf(question))),
  };
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
