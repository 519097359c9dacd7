import type { Delivery, DeliveryState, DeliveryStep, DeliveryTarget } from "../domain/delivery.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import { isWithoutCarrier } from "./sources/deployer.ts";
import { treeOf } from "./sources/crossplane/resource-tree.ts";
import { asKnown, knownTime } from "./known-time.ts";
import { distinctKinds, type NamedKind } from "./named-kind.ts";
import { workloadKindOf, workloadKindsToFollow } from "./sources/workloads/to-follow.ts";
import type { AssessSettings, StatusSource } from "./status-source.ts";
import { statusSources } from "./status-sources.ts";
import { unresolvedRevisions } from "./unresolved-revisions.ts";

/**
 * Where a change stands, one step for each source that has to do with it, in the order of `sources`.
 *
 * The state is the first failed or unhealthy step's, else the first step's that has not arrived, else `deployed`. A step
 * has arrived when it is `deployed`, `superseded` (a later commit that contains this one runs) or `irrelevant`. Without a
 * step that says `deployed`, a superseded change stays `superseded`; so it does when the object is not there, since the
 * later commit may have removed it. Before the view has its first lists, and where no source has to do with the change,
 * nothing is known: no steps, `unknown`. While the cluster is silent, all stays as it was.
 */
export function assessDelivery(
  sources: readonly StatusSource[],
  target: DeliveryTarget,
  view: ClusterView,
  { now, settings }: { readonly now: Date; readonly settings: AssessSettings },
): Delivery {
  if (!view.synced) return { steps: [], state: "unknown" };
  const objects = () => [
    ...sources.flatMap((source) => source.carriers(target, view)),
    view.find(target.object),
  ];
  const known = knownTime(view, objects, now);
  return asKnown(assessAt(sources, target, view, { now: known.now, settings }), known);
}

function assessAt(
  sources: readonly StatusSource[],
  target: DeliveryTarget,
  view: ClusterView,
  { now, settings }: { readonly now: Date; readonly settings: AssessSettings },
): Delivery {
  const steps = withoutIdleDeployers(
    sources.flatMap((source) => {
      const assessment = source.assess(target, view, now, settings);
      return assessment === undefined ? [] : [{ source, assessment }];
    }),
  );
  const shown = steps.map(({ source, assessment }) => ({ source: source.name, assessment }));
  const decisive = decisiveStep(shown);
  if (decisive === undefined) return { steps: shown, state: "unknown" };
  const state = stateOf(shown, decisive);
  const cause = decisive.assessment.cause;
  return { steps: shown, state, ...(cause === undefined ? {} : { cause }) };
}

interface SourcedStep {
  readonly source: StatusSource;
  readonly assessment: DeliveryStep["assessment"];
}

/** Of two deployers on one repository, one that has nothing for this file is not waited for when the other has. */
function withoutIdleDeployers(steps: readonly SourcedStep[]): readonly SourcedStep[] {
  const deployers = steps.filter(({ source }) => source.role === "deployer");
  const busy = deployers.filter(({ assessment }) => !isWithoutCarrier(assessment));
  if (busy.length === 0) return steps;
  return steps.filter(
    ({ source, assessment }) => source.role !== "deployer" || !isWithoutCarrier(assessment),
  );
}

const arrived: ReadonlySet<DeliveryState> = new Set(["deployed", "superseded", "irrelevant"]);

function decisiveStep(steps: readonly DeliveryStep[]): DeliveryStep | undefined {
  return (
    steps.find(({ assessment }) => assessment.state === "failed") ??
    steps.find(({ assessment }) => assessment.state === "unhealthy") ??
    steps.find(({ assessment }) => !arrived.has(assessment.state)) ??
    steps.find(({ assessment }) => assessment.state === "deployed") ??
    steps.find(({ assessment }) => assessment.state === "superseded") ??
    steps[0]
  );
}

function stateOf(steps: readonly DeliveryStep[], decisive: DeliveryStep): DeliveryState {
  const { state, reasonCode } = decisive.assessment;
  const isSuperseded = steps.some(({ assessment }) => assessment.state === "superseded");
  return isSuperseded && (reasonCode === "ABSENT" || state === "gone") ? "superseded" : state;
}

/**
 * Commits that were seen in the cluster on the target's way and of which it is not known whether they contain the
 * target's commit: ask the repository's host. Full SHAs only, each once. A commit of which the answer is "no" comes again
 * as long as it is seen; the answer never changes, so keep it.
 */
export function revisionsToResolve(
  target: DeliveryTarget,
  view: ClusterView,
  sources: readonly StatusSource[] = statusSources,
): readonly string[] {
  const seen = sources.flatMap((source) =>
    source.carriers(target, view).flatMap((carrier) => source.revisionsOf(carrier, target, view)),
  );
  return unresolvedRevisions(seen, target);
}

/**
 * Kinds to follow for the target, beyond those that are always followed: of objects that the target's object is made of
 * and that the view does not hold; where its deployer is not well, of the workloads that may say why.
 */
export function kindsToFollow(target: DeliveryTarget, view: ClusterView): readonly NamedKind[] {
  const object = view.find(target.object);
  const composed = object === undefined ? [] : treeOf(object, view);
  const carriers = statusSources.flatMap((source) => source.carriers(target, view));
  return distinctKinds([
    ...workloadKindOf(target.object),
    ...composed.flatMap(({ reference, object: found }) => (found === undefined ? [reference] : [])),
    ...carriers.flatMap((carrier) => workloadKindsToFollow(carrier, view)),
  ]);
}
