import type { KubernetesObject, ObjectRef } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { entriesAt } from "../../entries-at.ts";

/**
 * The Application that brings another one (an app of apps), by the resources that it lists: also of one that is not in
 * the cluster yet, which it lists as missing.
 */
export function parentApplication(
  child: ObjectRef,
  view: ClusterView,
): KubernetesObject | undefined {
  return view
    .list("argoproj.io", "Application")
    .find((application) =>
      entriesAt(application, ["status", "resources"]).some(
        (entry) =>
          entry["kind"] === child.kind &&
          entry["group"] === child.group &&
          entry["name"] === child.name &&
          (entry["namespace"] ?? "") === (child.namespace ?? ""),
      ),
    );
}
