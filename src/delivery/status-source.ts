import type { Assessment, DeliveryTarget } from "../domain/delivery.ts";
import type { KubernetesObject, ObjectRef, ResourceKind } from "../domain/kubernetes.ts";
import type { Catalog } from "../domain/offering.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";

/** How patient an assessment is, in seconds. */
export interface AssessSettings {
  /** How long good news must last before it is believed; bad health must last three times as long. */
  readonly settleSeconds: number;
  /** How long after the merge a change may take. */
  readonly deadlineSeconds: number;
}

/** What is asked about an object: whether a commit runs there, and well. */
export interface Question {
  readonly commitSha: string;
  readonly descendants: ReadonlySet<string>;
  /** Undefined when the person who asks did not say: then any repository is taken to be the one. */
  readonly repositoryUrl?: string | undefined;
  /** Undefined: any path. */
  readonly manifestPath?: string | undefined;
  /** Undefined: nothing is ever late. ISO 8601. */
  readonly mergedAt?: string | undefined;
  readonly now: Date;
  readonly settings: AssessSettings;
}

/**
 * Something in the cluster that knows how a change is doing.
 * A `deployer` brings commits to the cluster; a `provisioner` acts on the object that the commit brought.
 */
export interface StatusSource {
  /** For people: `Argo CD`. */
  readonly name: string;
  readonly role: "deployer" | "provisioner";
  /** The kinds whose objects this source reads, as far as they are known before any object was seen. */
  kinds(catalog: Catalog): readonly ResourceKind[];
  /** Kinds that are followed only once a delivery needs an explanation: a cluster has many of them. */
  readonly kindsOnDemand: readonly ResourceKind[];
  /** The verdict on the target, or undefined when this source has nothing to do with it. */
  assess(
    target: DeliveryTarget,
    view: ClusterView,
    now: Date,
    settings: AssessSettings,
  ): Assessment | undefined;
  /** The verdict on one object, or undefined when it is none of this source's. */
  assessObject(
    object: KubernetesObject,
    question: Question,
    view: ClusterView,
  ): Assessment | undefined;
  /** Whether a change of an object can change the verdict on the target. */
  relatesTo(target: DeliveryTarget, ref: ObjectRef, view: ClusterView): boolean;
  /** A deployer's objects that bring the target's file to the cluster; none for a provisioner. */
  carriers(target: DeliveryTarget, view: ClusterView): readonly KubernetesObject[];
  /** Commits that an object is at or is going to; none where it is not this source's. */
  revisionsOf(object: KubernetesObject, place: GitPlace, view: ClusterView): readonly string[];
}

/** Which of an object's sources is meant; what is undefined is any. */
export type GitPlace = Pick<Question, "repositoryUrl" | "manifestPath">;

/** A verdict without the object that it is about. */
export type Verdict = Omit<Assessment, "resource">;

export function questionOf(target: DeliveryTarget, now: Date, settings: AssessSettings): Question {
  const { commitSha, descendants, repositoryUrl, manifestPath, mergedAt } = target;
  return { commitSha, descendants, repositoryUrl, manifestPath, mergedAt, now, settings };
}

/** Whether a revision is the commit that is asked about or is known to contain it. */
export function containsCommit(question: Question, revision: string | undefined): boolean {
  if (revision === undefined) return false;
  return revision === question.commitSha || question.descendants.has(revision);
}
