import type { Delivery } from "../domain/delivery.ts";
import type { Cluster } from "../domain/ports/cluster.ts";
import type { RequestRecord } from "../domain/request.ts";
import type { Ancestry } from "./ancestry.ts";
import {
  assessChange,
  followedChange,
  kindsToFollowFor,
  unresolvedRevisions,
  type FollowedChange,
} from "./followed-change.ts";
import type { Ports } from "./ports.ts";

/**
 * Reads from the cluster's objects how far a merged request is, after asking GitHub about commits it does not know.
 * Undefined while nothing can be said: it is not merged, or the cluster was not read since the start.
 */
export async function readDelivery(
  ports: Ports,
  cluster: Cluster,
  { record, ancestry }: { readonly record: RequestRecord; readonly ancestry: Ancestry },
): Promise<Delivery | undefined> {
  const change = followedChange(ports, record, ancestry);
  if (change === undefined || !cluster.view.synced) return undefined;
  await followReferences(cluster, change);
  const descendants = await ancestry.containing(
    change.repository,
    change.target.commitSha,
    unresolvedRevisions(change, cluster.view),
  );
  const { settleSeconds, deadlineSeconds } = ports.settings;
  return assessChange(change, descendants, cluster.view, {
    now: ports.clock.now(),
    settings: { settleSeconds, deadlineSeconds },
  });
}

/** Composites and managed resources have kinds that are known only from the objects that name them. */
async function followReferences(cluster: Cluster, change: FollowedChange): Promise<void> {
  const wanted = kindsToFollowFor(change, cluster.view);
  const kinds = await Promise.all(
    wanted.map(({ apiVersion, kind }) => cluster.discover(apiVersion, kind)),
  );
  await cluster.follow(kinds.filter((kind) => kind !== undefined));
}

/**
 * merged → ready, when everything that followed it says deployed; → failed, when something says that it does not
 * work. A failure is followed on: Crossplane and Argo CD try again, and a person may mend the cause.
 */
export async function followDelivery(
  ports: Ports,
  record: RequestRecord,
  ancestry: Ancestry,
): Promise<RequestRecord> {
  if (ports.cluster === undefined) {
    const reason =
      "It is merged. No cluster is connected to Causeway, so nobody here can say when it runs.";
    return { ...record, state: "closed", reason, finishedAt: ports.clock.now().toISOString() };
  }
  const delivery = await readDelivery(ports, ports.cluster, { record, ancestry });
  if (delivery === undefined) return record;
  if (delivery.state === "deployed") {
    return { ...record, delivery, state: "ready", finishedAt: ports.clock.now().toISOString() };
  }
  if (delivery.state === "superseded") {
    const reason =
      "A later change took its place before it was ready, and its object is not in the cluster any more.";
    return {
      ...record,
      delivery,
      state: "closed",
      reason,
      finishedAt: ports.clock.now().toISOString(),
    };
  }
  const failed = delivery.state === "failed" || delivery.state === "unhealthy";
  return { ...record, delivery, state: failed ? "failed" : "merged" };
}
