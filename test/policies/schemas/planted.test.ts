import { describe, expect, test } from "vitest";
import { judgeMarked, marked as object, type Planted } from "./marked.ts";

function deployment(pod: string): string {
  return object(
    "apps/v1",
    "Deployment",
    `selector: { matchLabels: { app: a } }\ntemplate:\n  metadata: { labels: { app: a } }\n  spec:\n    ${pod.trim().replaceAll("\n", "\n    ")}`,
  );
}

function container(fields: string): string {
  return deployment(
    `containers:\n  - name: a\n    image: b\n    ${fields.trim().replaceAll("\n", "\n    ")}`,
  );
}

const kubernetes: readonly Planted[] = [
  [
    'spec.replicas is "2"; expected a whole number.',
    object("apps/v1", "Deployment", "replicas: §'2'\nselector: {}\ntemplate: {}"),
  ],
  [
    "spec.strategi is not a field of Deployment. Did you mean strategy?",
    object("apps/v1", "Deployment", "selector: {}\ntemplate: {}\n§strategi: {}"),
  ],
  [
    'spec.strategy.type is "Rolling"; expected one of Recreate, RollingUpdate.',
    object("apps/v1", "Deployment", "selector: {}\ntemplate: {}\nstrategy: { type: §Rolling }"),
  ],
  [
    "spec.selector is missing; Deployment needs it.",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n§spec:\n  template: {}\n",
  ],
  [
    'spec.template.spec.containers[0].imagePullPolicy is "always"; expected one of Always, Never, IfNotPresent.',
    container("imagePullPolicy: §always"),
  ],
  [
    "spec.template.spec.containers[0].ports[0].containerPort is missing; Deployment needs it.",
    container("ports:\n  - §name: http"),
  ],
  [
    'spec.template.spec.containers[0].ports[0].protocol is "tcp"; expected one of TCP, UDP, SCTP.',
    container("ports:\n  - { containerPort: 80, protocol: §tcp }"),
  ],
  [
    "spec.template.spec.containers[0].env[0].value is a number; expected text.",
    container("env:\n  - { name: A, value: §1 }"),
  ],
  [
    'spec.template.spec.containers[0].resources.limits.memory is "1 Gi"; expected a quantity such as 500m or 1Gi.',
    container("resources: { limits: { memory: §1 Gi } }"),
  ],
  [
    "spec.template.spec.containers[0].livenessProbe.http is not a field of spec.template.spec.containers[0].livenessProbe of Deployment. Its fields are exec, ",
    container("livenessProbe:\n  §http: { path: /, port: 80 }"),
  ],
  [
    'spec.template.spec.containers[0].livenessProbe.httpGet.scheme is "https"; expected one of HTTP, HTTPS.',
    container("livenessProbe: { httpGet: { port: 80, scheme: §https } }"),
  ],
  [
    "spec.template.spec.allowPrivilegeEscalation is not a field of spec.template.spec of Deployment.",
    deployment("containers: []\n§allowPrivilegeEscalation: false"),
  ],
  [
    'spec.template.spec.restartPolicy is "Sometimes"; expected one of Always, OnFailure, Never.',
    deployment("containers: []\nrestartPolicy: §Sometimes"),
  ],
  [
    'spec.template.spec.tolerations[0].operator is "Equals"; expected one of Exists, Equal, Lt, Gt.',
    deployment("containers: []\ntolerations:\n  - { key: a, operator: §Equals }"),
  ],
  [
    "spec.template.spec.volumes[0].configmap is not a field of Deployment. Did you mean configMap?",
    deployment("containers: []\nvolumes:\n  - name: a\n    §configmap: { name: a }"),
  ],
  [
    'spec.template.spec.volumes[0].hostPath.type is "Folder"; expected one of "", DirectoryOrCreate, Directory, FileOrCreate, File, Socket, CharDevice, BlockDevice.',
    deployment("containers: []\nvolumes:\n  - { name: a, hostPath: { path: /a, type: §Folder } }"),
  ],
  [
    'spec.type is "Loadbalancer"; expected one of ClusterIP, NodePort, LoadBalancer, ExternalName.',
    object("v1", "Service", "type: §Loadbalancer"),
  ],
  [
    'spec.externalTrafficPolicy is "local"; expected one of Cluster, Local.',
    object("v1", "Service", "externalTrafficPolicy: §local"),
  ],
  [
    "spec.rules[0].https is not a field of Ingress. Did you mean http?",
    object("networking.k8s.io/v1", "Ingress", "rules:\n  - §https: {}"),
  ],
  [
    'spec.rules[0].http.paths[0].pathType is "Prefixed"; expected one of Exact, Prefix, ImplementationSpecific.',
    object(
      "networking.k8s.io/v1",
      "Ingress",
      "rules:\n  - http: { paths: [{ path: /, pathType: §Prefixed, backend: {} }] }",
    ),
  ],
  [
    'spec.policyTypes[0] is "ingress"; expected one of Ingress, Egress.',
    object("networking.k8s.io/v1", "NetworkPolicy", "podSelector: {}\npolicyTypes: [§ingress]"),
  ],
  [
    'spec.accessModes[0] is "ReadWrite"; expected one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.',
    object("v1", "PersistentVolumeClaim", "accessModes: [§ReadWrite]"),
  ],
  [
    'spec.concurrencyPolicy is "Deny"; expected one of Allow, Forbid, Replace.',
    object(
      "batch/v1",
      "CronJob",
      "schedule: '* * * * *'\njobTemplate: {}\nconcurrencyPolicy: §Deny",
    ),
  ],
  [
    "spec.schedule is missing; CronJob needs it.",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }\n§spec: { jobTemplate: {} }\n",
  ],
  [
    'spec.metrics[0].type is "Cpu"; expected one of Object, Pods, Resource, ContainerResource, External.',
    object(
      "autoscaling/v2",
      "HorizontalPodAutoscaler",
      "maxReplicas: 2\nscaleTargetRef: { kind: Deployment, name: a }\nmetrics: [{ type: §Cpu }]",
    ),
  ],
  [
    'roleRef.kind is "clusterrole"; expected one of Role, ClusterRole.',
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: a }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: §clusterrole, name: view }\n",
  ],
  [
    'rules[0].verbs is "get"; expected a list.',
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: a }\nrules:\n  - { apiGroups: [''], resources: [pods], verbs: §get }\n",
  ],
  [
    "metadata.label is not a field of ConfigMap. Did you mean labels?",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  §label: {}\n",
  ],
  [
    "data.port is a number; expected text.",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  port: §80\n",
  ],
  [
    "spec.minAvailables is not a field of PodDisruptionBudget. Did you mean minAvailable?",
    object("policy/v1", "PodDisruptionBudget", "§minAvailables: 1"),
  ],
];

describe("a planted mistake in an object of Kubernetes is told with its place", () => {
  test.each([...kubernetes])("%s", async (message, manifest) => {
    const { expected, found } = await judgeMarked({ "apps/a.yaml": manifest });
    expect(found).toEqual([[...expected, expect.stringContaining(message)]]);
  });
});
