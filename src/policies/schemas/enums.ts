import { z } from "zod";
import marked from "./kubernetes-enums.json" with { type: "json" };

/**
 * Choices that only Kubernetes' validation knows (pkg/apis/*\/validation), or whose types are inlined where
 * scripts/generate-kubernetes-enums.ts does not see them.
 */
const unmarked: Readonly<Record<string, readonly string[]>> = {
  "V1NetworkPolicyPort.protocol": ["TCP", "UDP", "SCTP"],
  "V1HTTPIngressPath.pathType": ["Exact", "Prefix", "ImplementationSpecific"],
  "V1LabelSelectorRequirement.operator": ["In", "NotIn", "Exists", "DoesNotExist"],
  "V1NamedRuleWithOperations.operations": ["*", "CREATE", "UPDATE", "DELETE", "CONNECT"],
  "V1ParamRef.parameterNotFoundAction": ["Allow", "Deny"],
  "V1Container.restartPolicy": ["Always", "OnFailure", "Never"],
  "V1ContainerResizePolicy.restartPolicy": ["NotRequired", "RestartContainer"],
  "V1StorageClass.reclaimPolicy": ["Delete", "Retain"],
  "V1PriorityClass.preemptionPolicy": ["PreemptLowerPriority", "Never"],
  "V1StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": ["Retain", "Delete"],
  "V1StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": ["Retain", "Delete"],
  "V1CSIDriverSpec.fsGroupPolicy": ["ReadWriteOnceWithFSType", "File", "None"],
  "V1CustomResourceDefinitionSpec.scope": ["Namespaced", "Cluster"],
  "V1CustomResourceConversion.strategy": ["None", "Webhook"],
  "V1IngressClassParametersReference.scope": ["Cluster", "Namespace"],
  "RbacV1Subject.kind": ["User", "Group", "ServiceAccount"],
  "V1RoleRef.kind": ["Role", "ClusterRole"],
  "V1RoleRef.apiGroup": ["rbac.authorization.k8s.io"],
  "V2HPAScalingRules.selectPolicy": ["Max", "Min", "Disabled"],
  "V2HPAScalingPolicy.type": ["Pods", "Percent"],
  "V2MetricSpec.type": ["Object", "Pods", "Resource", "ContainerResource", "External"],
  "V2MetricTarget.type": ["Utilization", "Value", "AverageValue"],
};

const { fields } = z.object({ fields: z.record(z.string(), z.array(z.string())) }).parse(marked);

/** The values that a field of a built-in definition takes (`V1PodSpec.dnsPolicy`); undefined for any value. */
export function choicesOf(place: string): readonly string[] | undefined {
  if (Object.hasOwn(unmarked, place)) return unmarked[place];
  return Object.hasOwn(fields, place) ? fields[place] : undefined;
}
