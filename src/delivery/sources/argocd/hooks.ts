import { stringAt } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { entriesAt } from "../../entries-at.ts";
import type { Verdict } from "../../status-source.ts";
import { destinationOf } from "../workloads/destination.ts";
import { isWorkloadKind } from "../workloads/kinds.ts";
import { firstCause } from "../workloads/explain.ts";

/** A sync that waits for a hook, with what keeps that hook from ending: a Job whose image can't be pulled runs for ever. */
export function withHookTrouble(
  verdict: Verdict,
  application: KubernetesObject,
  view: ClusterView,
): Verdict {
  const destination = destinationOf(application, view);
  if (destination === undefined) return verdict;
  const hooks = entriesAt(application, ["status", "operationState", "syncResult", "resources"])
    .filter((entry) => entry["hookType"] !== undefined && entry["hookPhase"] === "Running")
    .flatMap((entry) => {
      const group = stringAt(entry, ["group"]) ?? "";
      const kind = stringAt(entry, ["kind"]) ?? "";
      const name = stringAt(entry, ["name"]) ?? "";
      const namespace = stringAt(entry, ["namespace"]);
      const place = namespace === undefined ? {} : { namespace };
      if (!isWorkloadKind(group, kind)) return [];
      return view.find({ group, kind, name, ...place, ...destination }) ?? [];
    });
  const cause = firstCause(hooks, view, true);
  return cause === undefined ? verdict : { ...verdict, cause };
}
