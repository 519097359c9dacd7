import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { KubernetesObject } from "../domain/kubernetes.ts";

const workloads: ReadonlySet<string> = new Set([
  "Deployment apps/v1",
  "StatefulSet apps/v1",
  "DaemonSet apps/v1",
  "Job batch/v1",
  "Rollout argoproj.io/v1alpha1",
]);

/**
 * A pod or workload without what nobody here reads: of containers their names and images, of a pod's containers how they
 * are. A cluster may have a hundred thousand. Undefined for other objects.
 */
export function trimWorkload(object: KubernetesObject): KubernetesObject | undefined {
  const { spec, status } = object;
  if (object.kind === "Pod" && object.apiVersion === "v1") {
    return { ...object, spec: trimPodSpec(spec), status: trimPodStatus(status) };
  }
  if (!workloads.has(`${object.kind} ${object.apiVersion}`) || !isJsonObject(spec))
    return undefined;
  const { template, selector: _selector, volumeClaimTemplates: _claims, ...rest } = spec;
  const podSpec = trimPodSpec(valueAt(template, ["spec"]));
  return { ...object, spec: { ...rest, template: { spec: podSpec } } };
}

function trimPodSpec(spec: Json | undefined): JsonObject {
  const restartPolicy = valueAt(spec, ["restartPolicy"]);
  return {
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    ...containersAt(spec, "initContainers"),
    ...containersAt(spec, "containers"),
  };
}

function containersAt(spec: Json | undefined, key: string): JsonObject {
  const list = valueAt(spec, [key]);
  if (!Array.isArray(list)) return {};
  const trimmed = (list as readonly Json[]).map((container) => ({
    name: valueAt(container, ["name"]),
    image: valueAt(container, ["image"]),
  }));
  return { [key]: trimmed };
}

function trimPodStatus(status: Json | undefined): JsonObject {
  if (!isJsonObject(status)) return {};
  const { phase, reason, message, conditions } = status;
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(Array.isArray(conditions)
      ? { conditions: (conditions as readonly Json[]).filter((one) => isFalse(one)) }
      : {}),
    ...statusesAt(status, "initContainerStatuses"),
    ...statusesAt(status, "containerStatuses"),
  };
}

/** That all is well is said by the condition `Ready` alone. */
function isFalse(condition: Json): boolean {
  return valueAt(condition, ["status"]) !== "True" || valueAt(condition, ["type"]) === "Ready";
}

function statusesAt(status: JsonObject, key: string): JsonObject {
  const list = valueAt(status, [key]);
  if (!Array.isArray(list)) return {};
  const trimmed = (list as readonly Json[]).map((container) => {
    const { name, image, ready, restartCount, state, lastState } = isJsonObject(container)
      ? container
      : {};
    return { name, image, ready, restartCount, state, lastState };
  });
  return { [key]: trimmed };
}
