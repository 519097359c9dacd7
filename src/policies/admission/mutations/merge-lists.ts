import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../../domain/json.ts";

/** How the API server merges a list (structured-merge-diff, x-kubernetes-list-type). */
export type ListType =
  | { readonly kind: "map"; readonly keys: readonly string[] }
  | { readonly kind: "set" }
  | { readonly kind: "atomic" };

/** What a custom kind's schema says of the place that is merged; undefined for kinds of Kubernetes itself. */
export type MergeSchema = JsonObject | undefined;

const byName = ["name"];

/** Lists of Kubernetes' own kinds that are merged by keys; any other of its lists is atomic but `finalizers`. */
const keysOfBuiltIn: Readonly<Record<string, readonly string[]>> = {
  containers: byName,
  initContainers: byName,
  ephemeralContainers: byName,
  env: byName,
  volumes: byName,
  imagePullSecrets: byName,
  resourceClaims: byName,
  schedulingGates: byName,
  claims: byName,
  secrets: byName,
  webhooks: byName,
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  ownerReferences: ["uid"],
  conditions: ["type"],
};

/** Maps and structs of Kubernetes' own kinds that are only replaced as a whole (x-kubernetes-map-type: atomic). */
const atomicMaps: ReadonlySet<string> = new Set([
  "selector",
  "labelSelector",
  "namespaceSelector",
  "podSelector",
  "nodeSelector",
  "secretKeyRef",
  "configMapKeyRef",
  "fieldRef",
  "resourceFieldRef",
  "scaleTargetRef",
  "roleRef",
  "secretRef",
]);

/** The kind of the list under a field, whose items look like `item`. */
export function listTypeOf(field: string, item: Json, schema: MergeSchema): ListType {
  if (schema !== undefined) return listTypeInSchema(schema);
  if (field === "finalizers") return { kind: "set" };
  if (field === "ports") {
    const number = valueAt(item, ["containerPort"]) === undefined ? "port" : "containerPort";
    return { kind: "map", keys: [number, "protocol"] };
  }
  const keys = keysOfBuiltIn[field];
  return keys === undefined || !isJsonObject(item) ? { kind: "atomic" } : { kind: "map", keys };
}

function listTypeInSchema(schema: JsonObject): ListType {
  const type = stringAt(schema, ["x-kubernetes-list-type"]);
  const keys = valueAt(schema, ["x-kubernetes-list-map-keys"]);
  if (type === "set") return { kind: "set" };
  if (type !== "map" || !Array.isArray(keys)) return { kind: "atomic" };
  return { kind: "map", keys: (keys as readonly Json[]).filter((key) => typeof key === "string") };
}

/** Whether a map is only replaced as a whole. */
export function isAtomicMap(field: string, schema: MergeSchema): boolean {
  if (schema === undefined) return atomicMaps.has(field);
  return stringAt(schema, ["x-kubernetes-map-type"]) === "atomic";
}

/** Whether two items of a list stand for the same thing. A port without a protocol is one of TCP. */
export function isSameItem(a: Json, b: Json, keys: readonly string[]): boolean {
  return keys.every((key) => keyValue(a, key) === keyValue(b, key));
}

function keyValue(item: Json, key: string): Json | undefined {
  return valueAt(item, [key]) ?? (key === "protocol" ? "TCP" : undefined);
}

/** What the schema says of a field, or of the items of a list; a schema that says nothing of it says so. */
export function schemaWithin(schema: MergeSchema, step: string): MergeSchema {
  if (schema === undefined) return undefined;
  const inner =
    step === "items"
      ? valueAt(schema, ["items"])
      : (valueAt(schema, ["properties", step]) ?? valueAt(schema, ["additionalProperties"]));
  return isJsonObject(inner) ? inner : {};
}
