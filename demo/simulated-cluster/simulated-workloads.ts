import { createHash } from "node:crypto";
import { stringAt, valueAt } from "../../src/domain/json.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { now, type ObjectStore } from "./object-store.ts";
import { imagesOf } from "./kustomize.ts";

/** How a Deployment is doing after its pods were made anew. */
export interface WorkloadHealth {
  readonly status: "Healthy" | "Degraded";
  readonly message?: string;
}

/**
 * Runs a Deployment as its controllers do: one pod of the new template, named after its hash, and the conditions. An image
 * that the registry does not have leaves the pod waiting and the Deployment over its progress deadline.
 */
export function runDeployment(
  store: ObjectStore,
  deployment: KubernetesObject,
  missingImages: ReadonlySet<string>,
): WorkloadHealth {
  const { name, namespace = "default" } = deployment.metadata;
  const images = imagesOf([deployment]);
  const missing = images.find((image) => missingImages.has(image));
  for (const pod of store.list("", "Pod")) {
    if (pod.metadata.namespace === namespace && pod.metadata.name.startsWith(`${name}-`))
      store.remove(refOf(pod));
  }
  store.put(
    podOf(deployment, { namespace, image: images[0] ?? "", isMissing: missing !== undefined }),
  );
  const health: WorkloadHealth =
    missing === undefined
      ? { status: "Healthy" }
      : { status: "Degraded", message: `Deployment "${name}" exceeded its progress deadline` };
  store.put({ ...deployment, status: statusOf(deployment, health) });
  return health;
}

function statusOf(deployment: KubernetesObject, { status, message = "" }: WorkloadHealth) {
  const replicas = valueAt(deployment, ["spec", "replicas"]) ?? 1;
  const isHealthy = status === "Healthy";
  const at = now();
  const condition = (type: string, isTrue: boolean, reason: string, said: string) => ({
    type,
    status: isTrue ? "True" : "False",
    reason,
    message: said,
    lastUpdateTime: at,
    lastTransitionTime: at,
  });
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas,
    updatedReplicas: isHealthy ? replicas : 1,
    ...(isHealthy ? { readyReplicas: replicas, availableReplicas: replicas } : {}),
    conditions: [
      condition(
        "Available",
        true,
        "MinimumReplicasAvailable",
        "Deployment has minimum availability.",
      ),
      isHealthy
        ? condition(
            "Progressing",
            true,
            "NewReplicaSetAvailable",
            "ReplicaSet has successfully progressed.",
          )
        : condition("Progressing", false, "ProgressDeadlineExceeded", message),
    ],
  };
}

function podOf(
  deployment: KubernetesObject,
  {
    namespace,
    image,
    isMissing,
  }: { readonly namespace: string; readonly image: string; readonly isMissing: boolean },
): KubernetesObject {
  const { name } = deployment.metadata;
  const hash = createHash("sha256").update(image).digest("hex").slice(0, 9);
  const container =
    stringAt(deployment, ["spec", "template", "spec", "containers", 0, "name"]) ?? name;
  const waiting = {
    waiting: {
      reason: "ImagePullBackOff",
      message: `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`,
    },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-${hash}-x7k2p`,
      namespace,
      creationTimestamp: now(),
      labels: { "pod-template-hash": hash },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${name}-${hash}`,
          uid: hash,
          controller: true,
        },
      ],
    },
    spec: { containers: [{ name: container, image }] },
    status: {
      phase: isMissing ? "Pending" : "Running",
      containerStatuses: [
        {
          name: container,
          image,
          ready: !isMissing,
          restartCount: 0,
          state: isMissing ? waiting : { running: { startedAt: now() } },
        },
      ],
    },
  };
}
