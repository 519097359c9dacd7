import { isJsonObject } from "../domain/json.ts";
import type { KubernetesObject, ResourceKind } from "../domain/kubernetes.ts";
import { ApiError, type ApiClient } from "./api-client.ts";
import { collectionPath } from "./api-path.ts";
import { parseObject, resourceVersionOf } from "./parse-object.ts";
import { trimObject } from "./trim-object.ts";

/** One line of a watch. `version` is where a later watch can go on. */
export type WatchEvent =
  | {
      readonly kind: "changed" | "deleted";
      readonly version: string;
      readonly object: KubernetesObject;
    }
  | { readonly kind: "bookmark"; readonly version: string };

/**
 * Follows a kind from a version on; resolves when the server ends the watch, which it does every few minutes.
 * Throws an ApiError with status 410 when the version is too old, and whatever the connection fails with.
 */
export async function watchObjects(
  client: ApiClient,
  kind: ResourceKind,
  options: {
    readonly version: string;
    readonly signal: AbortSignal;
    readonly silenceMs: number;
    readonly watchMs: number;
    readonly onEvent: (event: WatchEvent) => void;
  },
): Promise<void> {
  const query = new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: options.version,
    // Spread, so that all watches do not end together.
    timeoutSeconds: String(Math.ceil((options.watchMs / 1000) * (1 + Math.random()))),
  });
  const { signal, silenceMs, onEvent } = options;
  await client.streamLines(`${collectionPath(kind)}?${query.toString()}`, {
    signal,
    silenceMs,
    onLine: (line) => {
      const event = parseEvent(line, kind);
      if (event !== undefined) onEvent(event);
    },
  });
}

function parseEvent(line: unknown, kind: ResourceKind): WatchEvent | undefined {
  if (!isJsonObject(line) || !isJsonObject(line["object"])) {
    throw new Error("A line of the watch is no event.");
  }
  const { type, object } = line;
  if (type === "ERROR") {
    const { code, message } = object;
    throw new ApiError(
      typeof message === "string" ? message : "The watch failed.",
      typeof code === "number" ? code : 500,
    );
  }
  const version = resourceVersionOf(object);
  if (version === undefined) throw new Error("An event of the watch has no resourceVersion.");
  if (type === "BOOKMARK") return { kind: "bookmark", version };
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  const parsed = parseObject(object, { apiVersion, kind: kind.kind });
  if (parsed === undefined) return undefined;
  if (type === "DELETED") return { kind: "deleted", version, object: trimObject(parsed) };
  if (type === "ADDED" || type === "MODIFIED") {
    return { kind: "changed", version, object: trimObject(parsed) };
  }
  return undefined;
}
