import type { JsonObject } from "../../domain/json.ts";
import type { ResourceKind } from "../../domain/kubernetes.ts";
import {
  anything,
  choice,
  embeddedObject,
  flag,
  list,
  named,
  object,
  openObject,
  text,
  textMap,
  whole,
} from "./schema-parts.ts";

/**
 * The schemas of Crossplane's own kinds, written from the fields of its API types (crossplane/crossplane apis/, v1.20
 * and v2): what either release takes is taken here.
 */

const typeReference = object({ apiVersion: text, kind: text }, ["apiVersion", "kind"]);
const metadata = object({ labels: textMap, annotations: textMap });
const templateMetadata = object({ name: text, labels: textMap, annotations: textMap });
const pullPolicy = choice("Always", "IfNotPresent", "Never");

const definitionNames = object(
  {
    kind: text,
    plural: text,
    singular: text,
    listKind: text,
    shortNames: list(text),
    categories: list(text),
  },
  ["kind", "plural"],
);

const printerColumn = object(
  { name: text, type: text, jsonPath: text, format: text, description: text, priority: whole },
  ["name", "type", "jsonPath"],
);

const definitionVersion = object(
  {
    name: text,
    served: flag,
    referenceable: flag,
    deprecated: flag,
    deprecationWarning: { ...text, maxLength: 256 },
    schema: object({ openAPIV3Schema: openObject }),
    additionalPrinterColumns: list(printerColumn),
  },
  ["name", "served", "referenceable"],
);

const definitionFields: JsonObject = {
  group: text,
  names: definitionNames,
  claimNames: definitionNames,
  connectionSecretKeys: list(text),
  defaultCompositeDeletePolicy: choice("Background", "Foreground"),
  defaultCompositionRef: named,
  enforcedCompositionRef: named,
  defaultCompositionUpdatePolicy: choice("Automatic", "Manual"),
  versions: list(definitionVersion),
  conversion: openObject,
  metadata,
};

const claimsOnlyWhereLegacy = [
  {
    rule: "!has(self.claimNames) || !has(self.scope) || self.scope == 'LegacyCluster'",
    message: "only an XRD of the scope LegacyCluster can offer claims",
    fieldPath: ".claimNames",
  },
  {
    rule: "!has(self.connectionSecretKeys) || !has(self.scope) || self.scope == 'LegacyCluster'",
    message: "only an XRD of the scope LegacyCluster has connection secrets",
    fieldPath: ".connectionSecretKeys",
  },
];

const noClaims = [
  {
    rule: "!has(self.claimNames)",
    message: "a v2 XRD offers no claims: people create the composite itself in their namespace",
    fieldPath: ".claimNames",
  },
  {
    rule: "!has(self.connectionSecretKeys)",
    message: "a v2 XRD has no connection secrets: compose a Secret",
    fieldPath: ".connectionSecretKeys",
  },
];

function definition(scopes: readonly string[], rules: readonly JsonObject[]): JsonObject {
  const spec = object({ ...definitionFields, scope: choice(...scopes) }, [
    "group",
    "names",
    "versions",
  ]);
  return ofSpec({ ...spec, "x-kubernetes-validations": rules });
}

const requirement = object(
  {
    requirementName: text,
    apiVersion: text,
    kind: text,
    name: text,
    namespace: text,
    matchLabels: textMap,
  },
  ["requirementName", "apiVersion", "kind"],
);

const credential = object(
  {
    name: text,
    source: choice("None", "Secret"),
    secretRef: object({ name: text, namespace: text }, ["name", "namespace"]),
  },
  ["name", "source"],
);

const pipelineStep = object(
  {
    step: text,
    functionRef: named,
    input: embeddedObject,
    credentials: list(credential),
    requirements: object({
      requiredResources: list(requirement),
      requiredSchemas: list(openObject),
    }),
  },
  ["step", "functionRef"],
);

/** The fields of release 1 for compositions without functions are left open: release 2 has none of them. */
const compositionFields: JsonObject = {
  compositeTypeRef: typeReference,
  mode: choice("Pipeline", "Resources"),
  pipeline: list(pipelineStep),
  writeConnectionSecretsToNamespace: text,
  publishConnectionDetailsWithStoreConfigRef: named,
  resources: list(openObject),
  patchSets: list(openObject),
  environment: openObject,
};

const packageFields: JsonObject = {
  package: text,
  revisionActivationPolicy: choice("Automatic", "Manual"),
  revisionHistoryLimit: whole,
  packagePullPolicy: pullPolicy,
  packagePullSecrets: list(object({ name: text })),
  ignoreCrossplaneConstraints: flag,
  skipDependencyResolution: flag,
  commonLabels: textMap,
};

const runtimeFields: JsonObject = {
  runtimeConfigRef: object({ apiVersion: text, kind: text, name: text }, ["name"]),
  controllerConfigRef: named,
};

const revisionFields: JsonObject = {
  desiredState: choice("Active", "Inactive"),
  image: text,
  revision: whole,
  packagePullPolicy: pullPolicy,
  packagePullSecrets: list(object({ name: text })),
  ignoreCrossplaneConstraints: flag,
  skipDependencyResolution: flag,
  commonLabels: textMap,
  tlsServerSecretName: text,
  tlsClientSecretName: text,
};

const revisionNeeds = ["desiredState", "image", "revision"];

const usedResource = (withNamespace: boolean): JsonObject =>
  object({
    apiVersion: text,
    kind: text,
    resourceRef: object({ name: text, ...(withNamespace ? { namespace: text } : {}) }, ["name"]),
    resourceSelector: object({
      matchControllerRef: flag,
      matchLabels: textMap,
      ...(withNamespace ? { namespace: text } : {}),
    }),
  });

const oneReason = [
  { rule: "has(self.by) || has(self.reason)", message: "either by or reason must be there" },
];

function usage(withNamespace: boolean): JsonObject {
  const fields = {
    of: usedResource(withNamespace),
    by: usedResource(false),
    reason: text,
    replayDeletion: flag,
  };
  return ofSpec({ ...object(fields, ["of"]), "x-kubernetes-validations": oneReason });
}

const imageConfig = object(
  {
    matchImages: {
      ...list(object({ type: choice("Prefix"), prefix: text }, ["prefix"])),
      minItems: 1,
    },
    registry: object({ authentication: object({ pullSecretRef: named }, ["pullSecretRef"]) }),
    verification: object({ provider: choice("Cosign"), cosign: openObject }, ["provider"]),
    rewriteImage: object({ prefix: text }, ["prefix"]),
    runtime: object({ configRef: object({ name: text }, ["name"]) }),
  },
  ["matchImages"],
);

const runtimeConfig = object({
  deploymentTemplate: object({ metadata: templateMetadata, spec: openObject }),
  serviceTemplate: object({ metadata: templateMetadata }),
  serviceAccountTemplate: object({ metadata: templateMetadata }),
});

function ofSpec(spec: JsonObject): JsonObject {
  return { type: "object", properties: { spec, status: openObject }, required: ["spec"] };
}

const environment: JsonObject = { type: "object", properties: { data: openObject } };
const composition = ofSpec(object(compositionFields, ["compositeTypeRef"]));
const compositionRevision = ofSpec(
  object({ ...compositionFields, revision: whole }, ["compositeTypeRef", "revision"]),
);
const plainPackage = ofSpec(object(packageFields, ["package"]));
const runningPackage = ofSpec(object({ ...packageFields, ...runtimeFields }, ["package"]));
const plainRevision = ofSpec(object(revisionFields, revisionNeeds));
const runningRevision = ofSpec(object({ ...revisionFields, ...runtimeFields }, revisionNeeds));

type Row = readonly [version: string, kind: string, plural: string, schema: JsonObject];

const apiextensions: readonly Row[] = [
  [
    "v1",
    "CompositeResourceDefinition",
    "compositeresourcedefinitions",
    definition(["LegacyCluster", "Namespaced", "Cluster"], claimsOnlyWhereLegacy),
  ],
  [
    "v2",
    "CompositeResourceDefinition",
    "compositeresourcedefinitions",
    definition(["Namespaced", "Cluster"], noClaims),
  ],
  ["v1", "Composition", "compositions", composition],
  ["v1", "CompositionRevision", "compositionrevisions", compositionRevision],
  ["v1alpha1", "EnvironmentConfig", "environmentconfigs", environment],
  ["v1beta1", "EnvironmentConfig", "environmentconfigs", environment],
  ["v1alpha1", "Usage", "usages", usage(false)],
  ["v1beta1", "Usage", "usages", usage(false)],
  [
    "v1alpha1",
    "ManagedResourceActivationPolicy",
    "managedresourceactivationpolicies",
    ofSpec(object({ activate: list(text) }, ["activate"])),
  ],
];

const packages: readonly Row[] = [
  ["v1", "Provider", "providers", runningPackage],
  ["v1", "Function", "functions", runningPackage],
  ["v1beta1", "Function", "functions", runningPackage],
  ["v1", "Configuration", "configurations", plainPackage],
  ["v1", "ProviderRevision", "providerrevisions", runningRevision],
  ["v1", "FunctionRevision", "functionrevisions", runningRevision],
  ["v1beta1", "FunctionRevision", "functionrevisions", runningRevision],
  ["v1", "ConfigurationRevision", "configurationrevisions", plainRevision],
  ["v1beta1", "DeploymentRuntimeConfig", "deploymentruntimeconfigs", ofSpec(runtimeConfig)],
  ["v1beta1", "ImageConfig", "imageconfigs", ofSpec(imageConfig)],
  [
    "v1beta1",
    "Lock",
    "locks",
    { type: "object", properties: { packages: list(openObject), status: anything } },
  ],
];

const groups: readonly (readonly [group: string, namespaced: boolean, rows: readonly Row[]])[] = [
  ["apiextensions.crossplane.io", false, apiextensions],
  ["pkg.crossplane.io", false, packages],
  ["protection.crossplane.io", true, [["v1beta1", "Usage", "usages", usage(true)]]],
  ["protection.crossplane.io", false, [["v1beta1", "ClusterUsage", "clusterusages", usage(false)]]],
];

/** Crossplane's own kinds. */
export const crossplaneKinds: readonly ResourceKind[] = groups.flatMap(
  ([group, namespaced, rows]) =>
    rows.map(([version, kind, plural]) => ({ group, version, kind, plural, namespaced })),
);

/** Their schemas, as a CRD has them, by `group/version/kind`. */
export const crossplaneSchemas: JsonObject = Object.fromEntries(
  groups.flatMap(([group, , rows]) =>
    rows.map(([version, kind, , schema]): [string, JsonObject] => [
      `${group}/${version}/${kind}`,
      schema,
    ]),
  ),
);
