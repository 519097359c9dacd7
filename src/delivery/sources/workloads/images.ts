import { stringAt, valueAt, type Json } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";

/** The images of workloads' pod templates (of a pod, its own), each once, sorted. */
export function imagesOfWorkloads(workloads: readonly KubernetesObject[]): readonly string[] {
  const images = workloads.flatMap((workload) => {
    const podSpec =
      workload.kind === "Pod"
        ? valueAt(workload, ["spec"])
        : valueAt(workload, ["spec", "template", "spec"]);
    return [...imagesAt(podSpec, "initContainers"), ...imagesAt(podSpec, "containers")];
  });
  return [...new Set(images)].toSorted();
}

function imagesAt(podSpec: Json | undefined, key: string): readonly string[] {
  const containers = valueAt(podSpec, [key]);
  if (!Array.isArray(containers)) return [];
  return (containers as readonly Json[]).flatMap((container) => {
    const image = stringAt(container, ["image"]);
    return image === undefined || image === "" ? [] : [image];
  });
}
