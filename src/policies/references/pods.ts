import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import { entriesOf, type Reference } from "./reference.ts";

type Path = readonly (string | number)[];

/** The pods that an object makes: its template, and where it stands. */
export interface PodTemplate {
  readonly path: Path;
  readonly labels: JsonObject;
  readonly spec: JsonObject;
}

const withTemplate = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/Job",
  "/ReplicationController",
  "argoproj.io/Rollout",
]);

/** The template of a workload, or a Pod itself; undefined for anything else. */
export function podTemplateOf(object: JsonObject): PodTemplate | undefined {
  const group = groupOf(stringAt(object, ["apiVersion"]) ?? "");
  const key = `${group}/${stringAt(object, ["kind"]) ?? ""}`;
  const path =
    key === "/Pod"
      ? []
      : withTemplate.has(key)
        ? ["spec", "template"]
        : key === "batch/CronJob"
          ? ["spec", "jobTemplate", "spec", "template"]
          : undefined;
  if (path === undefined) return undefined;
  const spec = valueAt(object, [...path, "spec"]);
  const labels = valueAt(object, [...path, "metadata", "labels"]);
  if (!isJsonObject(spec)) return undefined;
  return { path, spec, labels: isJsonObject(labels) ? labels : {} };
}

/** The names of a template's container ports. */
export function portNames({ spec }: PodTemplate): readonly string[] {
  return containersOf(spec).flatMap(([, container]) =>
    entriesOf(valueAt(container, ["ports"])).flatMap(([, port]) => {
      const name = stringAt(port, ["name"]);
      return name === undefined ? [] : [name];
    }),
  );
}

function containersOf(spec: JsonObject): readonly (readonly [Path, Json])[] {
  return ["containers", "initContainers"].flatMap((field) =>
    entriesOf(spec[field]).map(([index, container]) => [[field, index], container] as const),
  );
}

/** What the pods of a workload need in their namespace. */
export function podReferences(object: JsonObject): readonly Reference[] {
  const template = podTemplateOf(object);
  if (template === undefined) return [];
  const { spec } = template;
  const at: Path = [...template.path, "spec"];
  const account = stringAt(spec, ["serviceAccountName"]);
  return [
    ...(account === undefined
      ? []
      : [reference([...at, "serviceAccountName"], "ServiceAccount", account)]),
    ...entriesOf(spec["volumes"]).flatMap(([index, volume]) =>
      volumeReferences(volume, [...at, "volumes", index]),
    ),
    ...entriesOf(spec["imagePullSecrets"]).flatMap(([index, secret]) =>
      named(secret, ["name"], "Secret", [...at, "imagePullSecrets", index]),
    ),
    ...containersOf(spec).flatMap(([path, container]) =>
      containerReferences(container, [...at, ...path]),
    ),
  ];
}

function reference(path: Path, kind: string, name: string): Reference {
  return { path, group: "", kind, name, told: "near" };
}

function volumeReferences(volume: Json, at: Path): readonly Reference[] {
  return [
    ...named(volume, ["configMap", "name"], "ConfigMap", at),
    ...named(volume, ["secret", "secretName"], "Secret", at),
    ...named(volume, ["persistentVolumeClaim", "claimName"], "PersistentVolumeClaim", at),
    ...entriesOf(valueAt(volume, ["projected", "sources"])).flatMap(([index, source]) => {
      const path = [...at, "projected", "sources", index];
      return [
        ...named(source, ["configMap", "name"], "ConfigMap", path),
        ...named(source, ["secret", "name"], "Secret", path),
      ];
    }),
  ];
}

function containerReferences(container: Json, at: Path): readonly Reference[] {
  return [
    ...entriesOf(valueAt(container, ["envFrom"])).flatMap(([index, source]) => {
      const path = [...at, "envFrom", index];
      return [
        ...named(source, ["configMapRef", "name"], "ConfigMap", path),
        ...named(source, ["secretRef", "name"], "Secret", path),
      ];
    }),
    ...entriesOf(valueAt(container, ["env"])).flatMap(([index, variable]) => {
      const path = [...at, "env", index];
      return [
        ...named(variable, ["valueFrom", "configMapKeyRef", "name"], "ConfigMap", path),
        ...named(variable, ["valueFrom", "secretKeyRef", "name"], "Secret", path),
      ];
    }),
  ];
}

/** What is `optional` may be absent. */
function named(
  value: Json,
  steps: readonly string[],
  kind: string,
  at: Path,
): readonly Reference[] {
  const name = stringAt(value, steps);
  const optional = valueAt(value, [...steps.slice(0, -1), "optional"]) === true;
  return name === undefined || optional ? [] : [reference([...at, ...steps], kind, name)];
}
