import { LazyMap, NotEvaluableError } from "../cel/values.ts";
import type { OtherVersion, Target } from "./target.ts";

/** Something that only the cluster knows: reading it has no answer here. */
export function unreadable(what: string): () => never {
  return () => {
    throw new NotEvaluableError(`The policy looks at ${what}, which is only known in the cluster.`);
  };
}

/**
 * `request` as expressions see it (apiserver pkg/admission/plugin/cel CreateAdmissionRequest): `kind` and `resource`
 * in the version that the policy matched, `requestKind` and `requestResource` as they were sent.
 */
export function requestOf(target: Target, as: OtherVersion | undefined): LazyMap {
  const { kind, resource, operation, name, namespace } = target;
  const sent = { group: target.group, version: target.version };
  const matched = as ?? sent;
  const kindOf = (version: typeof sent): ReadonlyMap<string, string> =>
    new Map([
      ["group", version.group],
      ["version", version.version],
      ["kind", kind],
    ]);
  const resourceOf = (version: typeof sent): ReadonlyMap<string, string> =>
    new Map([
      ["group", version.group],
      ["version", version.version],
      ["resource", resource],
    ]);
  const placedLater = namespace === undefined && target.namespaced;
  const computed = new Map<string, () => unknown>([
    ["userInfo", unreadable("who makes the request (request.userInfo)")],
    ["options", unreadable("request.options")],
    ["dryRun", unreadable("whether the request is a dry run (request.dryRun)")],
  ]);
  if (placedLater) computed.set("namespace", unreadable("request.namespace"));
  const known: readonly (readonly [string, unknown])[] = [
    ["kind", kindOf(matched)],
    ["resource", resourceOf(matched)],
    ["requestKind", kindOf(sent)],
    ["requestResource", resourceOf(sent)],
    ["subResource", ""],
    ["requestSubResource", ""],
    ["name", name],
    ["operation", operation],
    ...(placedLater ? [] : [["namespace", namespace ?? ""] as const]),
  ];
  return new LazyMap(known, computed);
}
