/** A version of built-in kinds; no replacement is `""`. */
export type Row = readonly [
  apiVersion: string,
  kinds: string,
  instead: string,
  deprecated: number,
  removed?: number,
];

/**
 * Versions of built-in kinds: the minor versions of Kubernetes 1 in which they were deprecated and removed (the
 * lifecycle markers of k8s.io/api v0.36, and the deprecated API migration guide for what is no longer in it).
 */
export const kubernetesVersions: readonly Row[] = [
  ["extensions/v1beta1", "Deployment DaemonSet ReplicaSet", "apps/v1", 8, 16],
  ["extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1", 9, 16],
  ["extensions/v1beta1", "Ingress", "networking.k8s.io/v1", 14, 22],
  ["extensions/v1beta1", "PodSecurityPolicy", "", 11, 16],
  ["apps/v1beta1", "Deployment StatefulSet ControllerRevision", "apps/v1", 8, 16],
  [
    "apps/v1beta2",
    "Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision",
    "apps/v1",
    9,
    16,
  ],
  ["networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1", 19, 22],
  ["networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", "networking.k8s.io/v1", 34, 37],
  [
    "rbac.authorization.k8s.io/v1beta1",
    "Role ClusterRole RoleBinding ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1",
    17,
    22,
  ],
  ["apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1", 16, 22],
  ["apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1", 19, 22],
  [
    "admissionregistration.k8s.io/v1beta1",
    "ValidatingWebhookConfiguration MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
    16,
    22,
  ],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1",
    29,
    32,
  ],
  [
    "admissionregistration.k8s.io/v1beta1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1",
    31,
    34,
  ],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1",
    35,
    38,
  ],
  [
    "admissionregistration.k8s.io/v1beta1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1",
    37,
    40,
  ],
  ["certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1", 19, 22],
  ["certificates.k8s.io/v1alpha1", "ClusterTrustBundle", "certificates.k8s.io/v1beta1", 34, 37],
  ["coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1", 19, 22],
  ["coordination.k8s.io/v1alpha2", "LeaseCandidate", "coordination.k8s.io/v1beta1", 35, 38],
  ["scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1", 14, 22],
  [
    "storage.k8s.io/v1beta1",
    "CSIDriver StorageClass VolumeAttachment",
    "storage.k8s.io/v1",
    19,
    22,
  ],
  ["storage.k8s.io/v1beta1", "CSINode", "storage.k8s.io/v1", 17, 22],
  ["storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1", 24, 27],
  ["storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", "storage.k8s.io/v1", 21, 24],
  ["storage.k8s.io/v1alpha1", "VolumeAttributesClass", "storage.k8s.io/v1", 32, 35],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", "storage.k8s.io/v1", 34, 37],
  ["batch/v1beta1", "CronJob", "batch/v1", 21, 25],
  ["policy/v1beta1", "PodDisruptionBudget", "policy/v1", 21, 25],
  ["policy/v1beta1", "PodSecurityPolicy", "", 21, 25],
  ["autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2", 22, 25],
  ["autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2", 23, 26],
  ["discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1", 21, 25],
  ["events.k8s.io/v1beta1", "Event", "events.k8s.io/v1", 22, 25],
  ["node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1", 22, 25],
  [
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
    23,
    26,
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
    26,
    29,
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
    29,
    32,
  ],
  [
    "resource.k8s.io/v1beta1",
    "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
    "resource.k8s.io/v1",
    35,
    38,
  ],
  [
    "resource.k8s.io/v1beta2",
    "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
    "resource.k8s.io/v1",
    36,
    39,
  ],
  ["v1", "Endpoints", "an EndpointSlice of discovery.k8s.io/v1", 33],
];

/** A version of another system's kinds. */
export type OtherRow = readonly [apiVersion: string, kinds: string, instead: string, told: string];

const flux = "the newest Flux does not serve it any more";
const eso = "External Secrets stopped serving it in 0.17";
const gateway = "the Gateway API has it in v1";
const certManager = "cert-manager stopped serving it in 1.6";
const crossplane = "Crossplane 2 does not have it any more";

/** Versions of other systems. Which of their releases a cluster has, no file says: these are only warned of. */
export const otherVersions: readonly OtherRow[] = [
  ["kustomize.toolkit.fluxcd.io/v1beta1", "Kustomization", "kustomize.toolkit.fluxcd.io/v1", flux],
  ["kustomize.toolkit.fluxcd.io/v1beta2", "Kustomization", "kustomize.toolkit.fluxcd.io/v1", flux],
  ["helm.toolkit.fluxcd.io/v2beta1", "HelmRelease", "helm.toolkit.fluxcd.io/v2", flux],
  ["helm.toolkit.fluxcd.io/v2beta2", "HelmRelease", "helm.toolkit.fluxcd.io/v2", flux],
  [
    "source.toolkit.fluxcd.io/v1beta1",
    "GitRepository HelmRepository HelmChart Bucket",
    "source.toolkit.fluxcd.io/v1",
    flux,
  ],
  [
    "source.toolkit.fluxcd.io/v1beta2",
    "GitRepository HelmRepository HelmChart OCIRepository Bucket",
    "source.toolkit.fluxcd.io/v1",
    flux,
  ],
  [
    "notification.toolkit.fluxcd.io/v1beta1",
    "Alert Provider",
    "notification.toolkit.fluxcd.io/v1beta3",
    flux,
  ],
  [
    "notification.toolkit.fluxcd.io/v1beta2",
    "Alert Provider",
    "notification.toolkit.fluxcd.io/v1beta3",
    flux,
  ],
  ["notification.toolkit.fluxcd.io/v1beta1", "Receiver", "notification.toolkit.fluxcd.io/v1", flux],
  ["notification.toolkit.fluxcd.io/v1beta2", "Receiver", "notification.toolkit.fluxcd.io/v1", flux],
  [
    "image.toolkit.fluxcd.io/v1beta1",
    "ImageRepository ImagePolicy ImageUpdateAutomation",
    "image.toolkit.fluxcd.io/v1",
    "Flux has it in v1",
  ],
  [
    "image.toolkit.fluxcd.io/v1beta2",
    "ImageRepository ImagePolicy ImageUpdateAutomation",
    "image.toolkit.fluxcd.io/v1",
    "Flux has it in v1",
  ],
  [
    "external-secrets.io/v1alpha1",
    "ExternalSecret SecretStore ClusterSecretStore ClusterExternalSecret",
    "external-secrets.io/v1",
    "External Secrets stopped serving it in 0.16",
  ],
  [
    "external-secrets.io/v1beta1",
    "ExternalSecret SecretStore ClusterSecretStore ClusterExternalSecret",
    "external-secrets.io/v1",
    eso,
  ],
  [
    "gateway.networking.k8s.io/v1alpha2",
    "Gateway GatewayClass HTTPRoute GRPCRoute",
    "gateway.networking.k8s.io/v1",
    gateway,
  ],
  [
    "gateway.networking.k8s.io/v1beta1",
    "Gateway GatewayClass HTTPRoute",
    "gateway.networking.k8s.io/v1",
    gateway,
  ],
  [
    "cert-manager.io/v1alpha2",
    "Certificate Issuer ClusterIssuer",
    "cert-manager.io/v1",
    certManager,
  ],
  [
    "cert-manager.io/v1alpha3",
    "Certificate Issuer ClusterIssuer",
    "cert-manager.io/v1",
    certManager,
  ],
  [
    "cert-manager.io/v1beta1",
    "Certificate Issuer ClusterIssuer",
    "cert-manager.io/v1",
    certManager,
  ],
  [
    "keda.k8s.io/v1alpha1",
    "ScaledObject TriggerAuthentication",
    "keda.sh/v1alpha1",
    "KEDA 2 has another group",
  ],
  [
    "apiextensions.crossplane.io/v1alpha1",
    "EnvironmentConfig",
    "apiextensions.crossplane.io/v1beta1",
    "it is deprecated",
  ],
  [
    "apiextensions.crossplane.io/v1alpha1",
    "Usage",
    "protection.crossplane.io/v1beta1",
    "Crossplane 2 has it in another group",
  ],
  [
    "apiextensions.crossplane.io/v1beta1",
    "Usage",
    "protection.crossplane.io/v1beta1",
    "Crossplane 2 has it in another group",
  ],
  [
    "pkg.crossplane.io/v1alpha1",
    "ControllerConfig",
    "a DeploymentRuntimeConfig of pkg.crossplane.io/v1beta1",
    crossplane,
  ],
  [
    "pkg.crossplane.io/v1beta1",
    "Function FunctionRevision",
    "pkg.crossplane.io/v1",
    "it is deprecated",
  ],
  ["secrets.crossplane.io/v1alpha1", "StoreConfig", "", crossplane],
];
