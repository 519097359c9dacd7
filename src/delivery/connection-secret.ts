import { stringAt } from "../domain/json.ts";
import type { DeliveryTarget } from "../domain/delivery.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";

/**
 * Where Crossplane writes how to connect, or undefined where the object asks for no such Secret. Only the reference: the
 * Secret itself is never read. A claim's Secret is in the claim's namespace.
 */
export function connectionSecretOf(
  target: DeliveryTarget,
  view: ClusterView,
): { readonly namespace: string; readonly name: string } | undefined {
  const object = view.find(target.object);
  const path = ["spec", "writeConnectionSecretToRef"];
  const name = stringAt(object, [...path, "name"]);
  const namespace = stringAt(object, [...path, "namespace"]) ?? object?.metadata.namespace;
  if (name === undefined || namespace === undefined) return undefined;
  return { namespace, name };
}
