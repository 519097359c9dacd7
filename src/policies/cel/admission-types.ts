import { parseType } from "./check/signature.ts";
import { objectOf, type Type } from "./check/types.ts";

/** An object type from field names and types as text. */
function object(name: string, fields: Readonly<Record<string, string | Type>>): Type {
  const entries = Object.entries(fields).map(([field, type]) => [
    field,
    typeof type === "string" ? parseType(type) : type,
  ]);
  return objectOf(`kubernetes.${name}`, Object.fromEntries(entries) as Record<string, Type>);
}

const groupVersionKind = object("GroupVersionKind", {
  group: "string",
  version: "string",
  kind: "string",
});

const groupVersionResource = object("GroupVersionResource", {
  group: "string",
  version: "string",
  resource: "string",
});

const userInfo = object("UserInfo", {
  username: "string",
  uid: "string",
  groups: "list<string>",
  extra: "map<string, list<string>>",
});

/** `request` (apiserver pkg/admission/plugin/cel/compile.go, BuildRequestType). */
export const requestType = object("AdmissionRequest", {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: "string",
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: "string",
  name: "string",
  namespace: "string",
  operation: "string",
  userInfo,
  dryRun: "bool",
  options: "dyn",
});

const condition = object("NamespaceCondition", {
  status: "string",
  type: "string",
  lastTransitionTime: "timestamp",
  message: "string",
  reason: "string",
});

/** `namespaceObject` (the same file, BuildNamespaceType). */
export const namespaceType = object("Namespace", {
  metadata: object("NamespaceMetadata", {
    name: "string",
    generateName: "string",
    namespace: "string",
    labels: "map<string, string>",
    annotations: "map<string, string>",
    UID: "string",
    creationTimestamp: "timestamp",
    deletionGracePeriodSeconds: "int",
    deletionTimestamp: "timestamp",
    generation: "int",
    resourceVersion: "string",
    finalizers: "list<string>",
  }),
  spec: object("NamespaceSpec", { finalizers: "list<string>" }),
  status: object("NamespaceStatus", {
    conditions: { ...parseType("list<dyn>"), of: [condition] },
    phase: "string",
  }),
});
