import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { KubernetesObject, KubernetesMetadata } from "../domain/kubernetes.ts";

/**
 * An object as the API server sent it, or undefined when it is none. Entries of a list have no apiVersion and kind of
 * their own for built-in kinds; they get the ones given.
 */
export function parseObject(
  value: unknown,
  known: { readonly apiVersion: string; readonly kind: string },
): KubernetesObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const metadata = value["metadata"];
  if (!hasName(metadata)) return undefined;
  const apiVersion = value["apiVersion"];
  const kind = value["kind"];
  return {
    ...value,
    apiVersion: typeof apiVersion === "string" ? apiVersion : known.apiVersion,
    kind: typeof kind === "string" ? kind : known.kind,
    metadata,
  };
}

function hasName(metadata: Json | undefined): metadata is KubernetesMetadata {
  return isJsonObject(metadata) && typeof metadata["name"] === "string";
}

/** The resourceVersion of an object or a list, as it is: it has no meaning but to the API server. */
export function resourceVersionOf(value: JsonObject): string | undefined {
  const metadata = value["metadata"];
  const version = isJsonObject(metadata) ? metadata["resourceVersion"] : undefined;
  return typeof version === "string" && version !== "" ? version : undefined;
}
