import type { StructTypes } from "./check/declarations.ts";
import { dyn, string, type Type } from "./check/types.ts";

const patchFields: Readonly<Record<string, Type>> = {
  op: string,
  path: string,
  from: string,
  value: dyn,
};

/**
 * The types that a mutating policy makes with braces: `Object.spec{replicas: 3}`, of which the name says where it will
 * stand, and `JSONPatch{op: "add", path: "/spec", value: 1}` (apiserver pkg/cel/mutation/typeresolver.go).
 */
export const mutationTypes: StructTypes = {
  has: (typeName) => typeName === "JSONPatch" || isObject(typeName),
  fieldType: (typeName, field) => {
    if (isObject(typeName)) return dyn;
    return Object.hasOwn(patchFields, field) ? patchFields[field] : undefined;
  },
  nameAt: (typeName, field) => (isObject(typeName) ? `${typeName}.${field}` : undefined),
};

function isObject(typeName: string): boolean {
  return typeName === "Object" || typeName.startsWith("Object.");
}
