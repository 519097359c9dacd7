import { stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import { podReferences } from "./pods.ts";
import { entriesOf, type Reference } from "./reference.ts";

type Path = readonly (string | number)[];
type Finder = (object: JsonObject) => readonly Reference[];

/** Every name in an object that stands for another object of the same repository. */
export function referencesOf(object: JsonObject): readonly Reference[] {
  const group = groupOf(stringAt(object, ["apiVersion"]) ?? "");
  const finder = finders[`${group}/${stringAt(object, ["kind"]) ?? ""}`];
  return [...podReferences(object), ...(finder?.(object) ?? [])];
}

const finders: Readonly<Record<string, Finder>> = {
  "autoscaling/HorizontalPodAutoscaler": scaleTarget,
  "keda.sh/ScaledObject": scaleTarget,
  "networking.k8s.io/Ingress": (object) =>
    ingressBackends(object).flatMap(({ path, value }) =>
      one(value, ["service", "name"], path, { kind: "Service" }),
    ),
  "apps/StatefulSet": (object) => one(object, ["spec", "serviceName"], [], { kind: "Service" }),
  "rbac.authorization.k8s.io/RoleBinding": roleBinding,
  "rbac.authorization.k8s.io/ClusterRoleBinding": roleBinding,
  "argoproj.io/Application": (object) => project(object, ["spec"]),
  "argoproj.io/ApplicationSet": (object) => project(object, ["spec", "template", "spec"]),
  "kustomize.toolkit.fluxcd.io/Kustomization": (object) => source(object, ["spec", "sourceRef"]),
  "helm.toolkit.fluxcd.io/HelmRelease": (object) => [
    ...source(object, ["spec", "chart", "spec", "sourceRef"]),
    ...source(object, ["spec", "chartRef"]),
  ],
  "external-secrets.io/ExternalSecret": secretStore,
  "apiextensions.crossplane.io/Composition": (object) =>
    entriesOf(valueAt(object, ["spec", "pipeline"])).flatMap(([index, step]) =>
      one(step, ["functionRef", "name"], ["spec", "pipeline", index], {
        group: "pkg.crossplane.io",
        kind: "Function",
        namespace: null,
      }),
    ),
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (object) =>
    one(object, ["spec", "policyName"], [], {
      group: "admissionregistration.k8s.io",
      kind: "ValidatingAdmissionPolicy",
      namespace: null,
    }),
};

type Target = Partial<Omit<Reference, "kind" | "path" | "name">> & { readonly kind: string };

function one(
  value: Json,
  steps: readonly string[],
  at: Path,
  target: Target,
): readonly Reference[] {
  const name = stringAt(value, steps);
  if (name === undefined || name === "") return [];
  return [{ group: "", told: "near", ...target, path: [...at, ...steps], name }];
}

function scaleTarget(object: JsonObject): readonly Reference[] {
  const at = ["spec", "scaleTargetRef"];
  const group = groupOf(stringAt(object, [...at, "apiVersion"]) ?? "apps/v1");
  const kind = stringAt(object, [...at, "kind"]) ?? "Deployment";
  return one(object, [...at, "name"], [], { group, kind });
}

/** Every backend of an Ingress, with its place. */
export function ingressBackends(
  object: JsonObject,
): readonly { readonly path: Path; readonly value: Json }[] {
  const fallback = valueAt(object, ["spec", "defaultBackend"]);
  const rules = entriesOf(valueAt(object, ["spec", "rules"])).flatMap(([index, rule]) =>
    entriesOf(valueAt(rule, ["http", "paths"])).flatMap(([place, path]) => {
      const value = valueAt(path, ["backend"]);
      const at = ["spec", "rules", index, "http", "paths", place, "backend"];
      return value === undefined ? [] : [{ path: at, value }];
    }),
  );
  return fallback === undefined
    ? rules
    : [{ path: ["spec", "defaultBackend"], value: fallback }, ...rules];
}

function roleBinding(object: JsonObject): readonly Reference[] {
  const group = "rbac.authorization.k8s.io";
  const kind = stringAt(object, ["roleRef", "kind"]) ?? "";
  const role = one(object, ["roleRef", "name"], [], {
    group,
    kind,
    ...(kind === "ClusterRole" ? { namespace: null } : {}),
  });
  const accounts = entriesOf(valueAt(object, ["subjects"])).flatMap(([index, subject]) => {
    if (stringAt(subject, ["kind"]) !== "ServiceAccount") return [];
    const namespace = stringAt(subject, ["namespace"]);
    const target = { kind: "ServiceAccount", ...(namespace === undefined ? {} : { namespace }) };
    return one(subject, ["name"], ["subjects", index], target);
  });
  return [...role, ...accounts];
}

/** Argo CD makes the project `default` itself; one with a template in its name is only known later. */
function project(object: JsonObject, at: readonly string[]): readonly Reference[] {
  const found = one(object, [...at, "project"], [], {
    group: "argoproj.io",
    kind: "AppProject",
    told: "all",
  });
  return found.filter(({ name }) => name !== "default" && !name.includes("{{"));
}

const sourceKinds = new Set([
  "GitRepository",
  "OCIRepository",
  "HelmRepository",
  "HelmChart",
  "Bucket",
]);

/** `flux bootstrap` makes the source flux-system, in whose repository it may not be. */
function source(object: JsonObject, at: readonly string[]): readonly Reference[] {
  const kind = stringAt(object, [...at, "kind"]) ?? "";
  const namespace = stringAt(object, [...at, "namespace"]);
  if (!sourceKinds.has(kind)) return [];
  const found = one(object, [...at, "name"], [], {
    group: "source.toolkit.fluxcd.io",
    kind,
    told: "all",
    ...(namespace === undefined ? {} : { namespace }),
  });
  return found.filter(({ name }) => name !== "flux-system" && !name.includes("${"));
}

function secretStore(object: JsonObject): readonly Reference[] {
  const at = ["spec", "secretStoreRef"];
  const kind = stringAt(object, [...at, "kind"]) ?? "SecretStore";
  if (kind !== "SecretStore" && kind !== "ClusterSecretStore") return [];
  return one(object, [...at, "name"], [], {
    group: "external-secrets.io",
    kind,
    told: "all",
    ...(kind === "ClusterSecretStore" ? { namespace: null } : {}),
  });
}
