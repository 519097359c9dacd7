import type { ServerResponse } from "node:http";
import { groupOf, type KubernetesObject, type ResourceKind } from "../../src/domain/kubernetes.ts";
import type { ObjectStore, StoreEvent } from "./object-store.ts";
import { apiVersionOf } from "./served-kinds.ts";

interface WatchRequest {
  readonly kind: ResourceKind;
  readonly isWanted: (object: KubernetesObject) => boolean;
  readonly query: URLSearchParams;
}

/** Answers a watch: what changed since the version, then what changes, a line of JSON each, with bookmarks between. */
export function serveWatch(
  response: ServerResponse,
  { kind, isWanted, query }: WatchRequest,
  { store, bookmarkMs }: { readonly store: ObjectStore; readonly bookmarkMs: number },
): void {
  const asked = query.get("resourceVersion") ?? "";
  const from = asked === "" || asked === "0" ? undefined : Number(asked);
  response.setHeader("content-type", "application/json");
  const send = (type: string, object: object): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const missed = from === undefined ? [] : store.since(from);
  if (missed === undefined) {
    send("ERROR", expired(from ?? 0, store.version()));
    response.end();
    return;
  }
  response.flushHeaders();
  const sendEvent = ({ type, object }: StoreEvent): void => {
    const isKind = object.kind === kind.kind && groupOf(object.apiVersion) === kind.group;
    if (isKind && isWanted(object)) send(type, object);
  };
  if (from === undefined) {
    for (const object of store.list(kind.group, kind.kind).filter(isWanted)) send("ADDED", object);
  }
  missed.forEach(sendEvent);
  const unsubscribe = store.subscribe(sendEvent);
  const bookmark = (): void => {
    const metadata = { resourceVersion: String(store.version()) };
    send("BOOKMARK", { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata });
  };
  const timer =
    query.get("allowWatchBookmarks") === "true" ? setInterval(bookmark, bookmarkMs) : undefined;
  const seconds = Number(query.get("timeoutSeconds") ?? 1_800);
  const end = setTimeout(() => response.end(), seconds * 1_000);
  response.once("close", () => {
    unsubscribe();
    clearInterval(timer);
    clearTimeout(end);
  });
}

function expired(asked: number, current: number): object {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "Expired",
    message: `too old resource version: ${asked} (${current})`,
    code: 410,
  };
}
