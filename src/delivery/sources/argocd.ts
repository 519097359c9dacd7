import type { Assessment, DeliveryTarget } from "../../domain/delivery.ts";
import { groupOf, refOf, type KubernetesObject, type ObjectRef } from "../../domain/kubernetes.ts";
import { stringAt, valueAt } from "../../domain/json.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import { normaliseRepositoryUrl } from "../repository-url.ts";
import { questionOf, type Question, type StatusSource, type Verdict } from "../status-source.ts";
import { revisionIn, type ApplicationSource } from "./argocd/application.ts";
import { sourceAt, sourceOfFile, sourcesIn } from "./argocd/covers.ts";
import { factsOf } from "./argocd/facts.ts";
import { assessApplicationSet, withApplicationSet } from "./argocd/application-set.ts";
import { withHookTrouble } from "./argocd/hooks.ts";
import { noCarrier, worstOf } from "./deployer.ts";
import { trackingApplication, workloadObjectOf } from "./workloads/belongs.ts";
import { deepened, explained } from "./workloads/explain.ts";
import * as after from "./argocd/rows-after-sync.ts";
import * as before from "./argocd/rows-before-sync.ts";

const group = "argoproj.io";
const kind = "Application";
const setKind = "ApplicationSet";

/** The decision table, first match wins. Rows 1 and 3 are about which Application it is and come before. */
const rowsOfSync: readonly before.Row[] = [
  before.deleted,
  before.sourceError,
  before.notHydrated,
  before.specChanged,
  before.retrying,
  before.syncing,
  before.syncFailed,
  before.commitNotThere,
  after.syncUnknown,
  after.outOfSync,
  after.notReconciled,
];

/** The rows about what was applied: what runs below may say more. */
const rowsOfHealth: readonly before.Row[] = [
  after.healthy,
  after.suspended,
  after.unhealthy,
  after.progressing,
];

/**
 * Argo CD: what its Applications say about a commit.
 * The rules are those of Argo CD's own controllers (appcontroller.go, state.go, health.go) and of Kargo's health check.
 */
export const argoCd: StatusSource = {
  name: "Argo CD",
  role: "deployer",
  kinds: () => [
    { group, version: "v1alpha1", kind, plural: "applications", namespaced: true },
    { group, version: "v1alpha1", kind: setKind, plural: "applicationsets", namespaced: true },
  ],
  kindsOnDemand: [],
  assess(target, view, now, settings) {
    const question = questionOf(target, now, settings);
    const verdicts = carriersOf(target, view).flatMap((application) => {
      const assessment = assessApplication(application, question, view);
      return assessment === undefined ? [] : [assessment];
    });
    if (verdicts.length > 0) return worstOf(verdicts);
    const repository = normaliseRepositoryUrl(target.repositoryUrl);
    const usesRepository = view
      .list(group, kind)
      .some((application) => sourcesIn(application, repository).length > 0);
    // Row 1: with an app of apps, the child comes when its parent was synced.
    return usesRepository ? noCarrier(kind, target, question) : undefined;
  },
  assessObject: (object, question, view) =>
    assessApplication(object, question, view) ?? assessApplicationSet(object),
  relatesTo(target, ref, view) {
    if (ref.group === group && ref.kind === setKind) return carriersOf(target, view).length > 0;
    if (ref.group !== group || ref.kind !== kind) return isBelowCarrier(target, ref, view);
    const application = view.find(ref);
    // One that is gone may have been the one that carried the target.
    return application === undefined || carries(target)(application);
  },
  carriers: carriersOf,
  revisionsOf(object, place) {
    const source = isApplication(object) ? sourceAt(object, place) : undefined;
    return source === undefined ? [] : revisionsAt(object, source);
  },
};

/** By the name that Argo CD writes on what it manages: to look through all Applications for each pod would take long. */
function isBelowCarrier(target: DeliveryTarget, ref: ObjectRef, view: ClusterView): boolean {
  const workload = workloadObjectOf(ref, view);
  const name = workload === undefined ? undefined : trackingApplication(workload);
  if (name === undefined) return false;
  return view
    .list(group, kind)
    .some((application) => application.metadata.name === name && carries(target)(application));
}

function carriersOf(target: DeliveryTarget, view: ClusterView): readonly KubernetesObject[] {
  return view.list(group, kind).filter(carries(target));
}

function carries(target: DeliveryTarget): (application: KubernetesObject) => boolean {
  const repository = normaliseRepositoryUrl(target.repositoryUrl);
  return (application) => sourceOfFile(application, repository, target.manifestPath) !== undefined;
}

function assessApplication(
  application: KubernetesObject,
  question: Question,
  view: ClusterView,
): Assessment | undefined {
  if (!isApplication(application)) return undefined;
  return { resource: refOf(application), ...verdictOn(application, question, view) };
}

function verdictOn(application: KubernetesObject, question: Question, view: ClusterView): Verdict {
  const source = sourceAt(application, question);
  if (source === undefined) {
    return before.goneIfDeleted(application) ?? irrelevant(application, question);
  }
  const facts = factsOf(application, source, question);
  for (const row of rowsOfSync) {
    const verdict = row(facts);
    if (verdict === undefined) continue;
    if (verdict.state === "waiting" || verdict.state === "needsManualSync")
      return withApplicationSet(verdict, application, view);
    const isSyncing = verdict.state === "syncing" && verdict.cause === undefined;
    return isSyncing
      ? withHookTrouble(verdict, application, view)
      : deepened(verdict, application, view);
  }
  for (const row of rowsOfHealth) {
    const verdict = row(facts);
    if (verdict !== undefined) return explained(verdict, application, view);
  }
  return after.healthUnknown(facts);
}

/** Row 3. */
function irrelevant(application: KubernetesObject, question: Question): Verdict {
  const { manifestPath, repositoryUrl } = question;
  const usesRepository = sourceAt(application, { repositoryUrl, manifestPath: undefined });
  const what =
    usesRepository === undefined || manifestPath === undefined
      ? "takes nothing from this repository"
      : `does not take ${manifestPath} from this repository, by its path or its manifest-generate-paths`;
  return {
    state: "irrelevant",
    final: true,
    reasonCode: "IRRELEVANT",
    message: `Application ${application.metadata.name} ${what}.`,
  };
}

function isApplication(object: KubernetesObject): boolean {
  return groupOf(object.apiVersion) === group && object.kind === kind;
}

function revisionsAt(application: KubernetesObject, source: ApplicationSource): readonly string[] {
  const operationState = valueAt(application, ["status", "operationState"]);
  const hydrator = valueAt(application, ["status", "sourceHydrator"]);
  const seen = source.hydrated
    ? [
        stringAt(hydrator, ["lastSuccessfulOperation", "drySHA"]),
        stringAt(hydrator, ["currentOperation", "drySHA"]),
      ]
    : [
        revisionIn(valueAt(application, ["status", "sync"]), source),
        revisionIn(valueAt(operationState, ["syncResult"]), source),
        revisionIn(valueAt(operationState, ["operation", "sync"]), source),
      ];
  return seen.filter((revision) => revision !== undefined);
}
