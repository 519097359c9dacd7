import type { JsonObject } from "../../domain/json.ts";
import { choice, flag, list, object, openObject, text, textMap, whole } from "./schema-parts.ts";

/** The schemas of kustomization files, written from the fields of sigs.k8s.io/kustomize/api/types v0.21. */

const resourceId: JsonObject = {
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
};
const selector = object({ ...resourceId, annotationSelector: text, labelSelector: text });
const patch = object({
  path: text,
  patch: text,
  target: selector,
  options: object({ allowNameChange: flag, allowKindChange: flag }),
});
const jsonPatch = object({ path: text, patch: text, target: selector, options: openObject });
const fieldSpec = object({ group: text, version: text, kind: text, path: text, create: flag });
const labels = object({
  pairs: textMap,
  includeSelectors: flag,
  includeTemplates: flag,
  includeVolumeClaimTemplates: flag,
  fields: list(fieldSpec),
});
const image = object({ name: text, newName: text, tagSuffix: text, newTag: text, digest: text });
const generatorOptions = object({
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: flag,
  immutable: flag,
});
const generator: JsonObject = {
  name: text,
  namespace: text,
  behavior: choice("create", "replace", "merge"),
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: generatorOptions,
};
const fieldOptions = object({ delimiter: text, index: whole, encoding: text, create: flag });
const replacement = object({
  path: text,
  source: object({ ...resourceId, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(
    object(
      {
        select: selector,
        reject: list(selector),
        fieldPaths: list(text),
        options: fieldOptions,
      },
      ["select"],
    ),
  ),
});
const variable = object(
  {
    name: text,
    objref: object({ ...resourceId, apiVersion: text }, ["name"]),
    fieldref: object({ fieldPath: text, fieldpath: text }),
  },
  ["name", "objref"],
);
const helmChart = object({
  name: text,
  version: text,
  repo: text,
  releaseName: text,
  namespace: text,
  additionalValuesFiles: list(text),
  valuesFile: text,
  valuesInline: openObject,
  valuesMerge: choice("merge", "override", "replace"),
  includeCRDs: flag,
  skipHooks: flag,
  skipTests: flag,
  apiVersions: list(text),
  kubeVersion: text,
  nameTemplate: text,
  debug: flag,
  devel: flag,
});

const fields: JsonObject = {
  openapi: openObject,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: textMap,
  labels: list(labels),
  commonAnnotations: textMap,
  patchesStrategicMerge: list(text),
  patchesJson6902: list(jsonPatch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacement),
  replicas: list(object({ name: text, count: whole }, ["count"])),
  vars: list(variable),
  sortOptions: object({ order: choice("legacy", "fifo"), legacySortOptions: openObject }),
  resources: list(text),
  components: list(text),
  crds: list(text),
  bases: list(text),
  configMapGenerator: list(object(generator)),
  secretGenerator: list(object({ ...generator, type: text })),
  helmGlobals: object({ chartHome: text, configHome: text }),
  helmCharts: list(helmChart),
  helmChartInflationGenerator: list(openObject),
  generatorOptions,
  configurations: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  buildMetadata: list(choice("managedByLabel", "originAnnotations", "transformerAnnotations")),
};

const kustomization: JsonObject = { type: "object", properties: fields };

/** By `group/version/kind`. */
export const kustomizeSchemas: JsonObject = {
  "kustomize.config.k8s.io/v1beta1/Kustomization": kustomization,
  "kustomize.config.k8s.io/v1/Kustomization": kustomization,
  "kustomize.config.k8s.io/v1alpha1/Component": kustomization,
};
