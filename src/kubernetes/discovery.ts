import { z } from "zod";
import { errorMessage } from "../domain/errors.ts";
import { groupOf, type ResourceKind } from "../domain/kubernetes.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { ApiError, type ApiClient } from "./api-client.ts";
import { groupVersionPath } from "./api-path.ts";

/** How long an answer without the wanted kind is believed: a CRD may come at any time. */
const missingMs = 15_000;

const resourceListShape = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

type Resources = z.infer<typeof resourceListShape>["resources"];

interface Known {
  readonly at: number;
  readonly resources: Promise<Resources>;
}

/** What kinds the API server serves, asked once for each apiVersion and again when a kind is not among them. */
export interface Discovery {
  /** Undefined when the cluster serves no such kind, or can't be asked now. */
  discover(apiVersion: string, kind: string): Promise<ResourceKind | undefined>;
}

export function createDiscovery(client: ApiClient, log: Logger, signal: AbortSignal): Discovery {
  const known = new Map<string, Known>();

  async function read(apiVersion: string): Promise<Resources> {
    const path = groupVersionPath(groupOf(apiVersion), versionOf(apiVersion));
    try {
      return resourceListShape.parse(await client.getJson(path, signal)).resources;
    } catch (error) {
      const isMissing = error instanceof ApiError && error.statusCode === 404;
      if (!isMissing && !signal.aborted) {
        log.warn(
          { apiVersion, error: errorMessage(error) },
          "the cluster could not be asked what kinds it serves; it is asked again later",
        );
      }
      return [];
    }
  }

  function ask(apiVersion: string): Promise<Resources> {
    const resources = read(apiVersion);
    known.set(apiVersion, { at: Date.now(), resources });
    return resources;
  }

  return {
    async discover(apiVersion, kind) {
      const entry = known.get(apiVersion);
      const cached =
        entry === undefined ? undefined : find(await entry.resources, apiVersion, kind);
      if (cached !== undefined) return cached;
      if (entry !== undefined && Date.now() - entry.at < missingMs) return undefined;
      return find(await ask(apiVersion), apiVersion, kind);
    },
  };
}

function find(resources: Resources, apiVersion: string, kind: string): ResourceKind | undefined {
  // `accounts/status` is a part of a resource, and has its kind.
  const found = resources.find((entry) => entry.kind === kind && !entry.name.includes("/"));
  if (found === undefined) return undefined;
  const { name: plural, namespaced } = found;
  return { group: groupOf(apiVersion), version: versionOf(apiVersion), kind, plural, namespaced };
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}
