import { z } from "zod";
import type { KubernetesObject, ResourceKind } from "../domain/kubernetes.ts";
import { ApiError, type ApiClient } from "./api-client.ts";
import { collectionPath } from "./api-path.ts";
import { parseObject } from "./parse-object.ts";
import { trimObject } from "./trim-object.ts";

/** Objects in one answer: more would hold a big cluster's list in memory at once. */
const pageSize = 500;

const listShape = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});

/** All objects of a kind, trimmed, and the version from which a watch goes on. */
export interface ObjectList {
  readonly version: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Lists a kind page by page. When the pages expire half-way (410), lists it once more in one piece, as client-go does.
 * Throws an ApiError for what the API server refuses.
 */
export async function listObjects(
  client: ApiClient,
  kind: ResourceKind,
  signal: AbortSignal,
): Promise<ObjectList> {
  try {
    return await listPages(client, kind, signal);
  } catch (error) {
    const isExpired = error instanceof ApiError && error.statusCode === 410;
    if (!isExpired) throw error;
    const { version, objects } = await listPage(client, kind, "", signal);
    return { version, objects };
  }
}

async function listPages(
  client: ApiClient,
  kind: ResourceKind,
  signal: AbortSignal,
): Promise<ObjectList> {
  const objects: KubernetesObject[] = [];
  let next = "";
  for (;;) {
    const query = `?limit=${pageSize}${next === "" ? "" : `&continue=${encodeURIComponent(next)}`}`;
    const page = await listPage(client, kind, query, signal);
    for (const object of page.objects) objects.push(object);
    if (page.next === "") return { version: page.version, objects };
    next = page.next;
  }
}

async function listPage(
  client: ApiClient,
  kind: ResourceKind,
  query: string,
  signal: AbortSignal,
): Promise<ObjectList & { readonly next: string }> {
  const path = collectionPath(kind);
  const parsed = listShape.safeParse(await client.getJson(path + query, signal));
  if (!parsed.success) throw new Error(`The answer to GET ${path} is not a list of objects.`);
  const { metadata, items } = parsed.data;
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  const objects = (items ?? []).flatMap((item) => {
    const object = parseObject(item, { apiVersion, kind: kind.kind });
    return object === undefined ? [] : [trimObject(object)];
  });
  return { version: metadata.resourceVersion, objects, next: metadata.continue ?? "" };
}
