import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { KubernetesObject, ResourceKind } from "../../src/domain/kubernetes.ts";
import type { ObjectStore } from "./object-store.ts";
import { apiVersionOf, type ServedKinds } from "./served-kinds.ts";
import { serveWatch } from "./serve-watch.ts";

export interface ApiServerOptions {
  readonly store: ObjectStore;
  readonly kinds: ServedKinds;
  /** `plural.group` of kinds that answer 403. */
  readonly forbidden: ReadonlySet<string>;
  readonly bookmarkMs: number;
}

/** The Kubernetes API as far as a reader needs it: discovery, get, list in pages, watch. Every write is refused. */
export function createApiServer(options: ApiServerOptions): Server {
  return createServer((request, response) => {
    try {
      route(request, response, options);
    } catch (error) {
      sendStatus(response, 500, "InternalError", String(error));
    }
  });
}

function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: ApiServerOptions,
): void {
  const url = new URL(request.url ?? "/", "http://cluster");
  const parts = url.pathname.split("/").filter((part) => part !== "");
  if (request.method !== "GET") {
    sendStatus(response, 405, "MethodNotAllowed", "the simulated cluster can only be read");
    return;
  }
  if (["healthz", "livez", "readyz"].includes(parts[0] ?? "")) {
    response.end("ok");
    return;
  }
  if (parts[0] === "version") {
    sendJson(response, { major: "1", minor: "34", gitVersion: "v1.34.0-simulated" });
    return;
  }
  const isCore = parts[0] === "api";
  if (!isCore && parts[0] !== "apis") {
    sendStatus(response, 404, "NotFound", "the server could not find the requested resource");
    return;
  }
  const [group = "", version, ...rest] = isCore ? ["", ...parts.slice(1)] : parts.slice(1);
  if (version === undefined) serveGroups(response, options.kinds, isCore);
  else serveGroupVersion(response, { group, version, rest, url }, options);
}

function serveGroups(response: ServerResponse, kinds: ServedKinds, isCore: boolean): void {
  if (isCore) {
    sendJson(response, { kind: "APIVersions", versions: ["v1"] });
    return;
  }
  const groups = Map.groupBy(
    kinds.all().filter(({ group }) => group !== ""),
    ({ group }) => group,
  );
  const list = [...groups].map(([name, members]) => {
    const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  });
  sendJson(response, { kind: "APIGroupList", apiVersion: "v1", groups: list });
}

interface Route {
  readonly group: string;
  readonly version: string;
  readonly rest: readonly string[];
  readonly url: URL;
}

function serveGroupVersion(
  response: ServerResponse,
  { group, version, rest, url }: Route,
  options: ApiServerOptions,
): void {
  const served = options.kinds
    .all()
    .filter((kind) => kind.group === group && kind.version === version);
  const isNamespaced = rest[0] === "namespaces" && rest.length > 2;
  const [plural, name] = isNamespaced ? rest.slice(2) : rest;
  const kind = served.find((one) => one.plural === plural);
  if (plural === undefined && (served.length > 0 || group === "")) {
    sendJson(response, resourceList(group, version, served));
  } else if (kind === undefined) {
    sendStatus(response, 404, "NotFound", "the server could not find the requested resource");
  } else if (options.forbidden.has(`${kind.plural}.${kind.group}`)) {
    const what = `${kind.plural}.${kind.group} is forbidden: User "system:serviceaccount:causeway:causeway" cannot list resource "${kind.plural}" in API group "${kind.group}" at the cluster scope`;
    sendStatus(response, 403, "Forbidden", what);
  } else {
    const namespace = isNamespaced ? rest[1] : undefined;
    serveKind(response, { kind, namespace, name, url }, options);
  }
}

function resourceList(group: string, version: string, kinds: readonly ResourceKind[]): object {
  const resources = kinds.flatMap(({ plural, kind, namespaced }) => [
    { name: plural, singularName: "", namespaced, kind, verbs: ["get", "list", "watch"] },
    { name: `${plural}/status`, singularName: "", namespaced, kind, verbs: ["get"] },
  ]);
  const groupVersion = group === "" ? version : `${group}/${version}`;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

interface KindRoute {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly url: URL;
}

function serveKind(
  response: ServerResponse,
  { kind, namespace, name, url }: KindRoute,
  options: ApiServerOptions,
): void {
  const { store } = options;
  const isWanted = (object: KubernetesObject): boolean =>
    namespace === undefined || object.metadata.namespace === namespace;
  if (name !== undefined) {
    const found = store
      .list(kind.group, kind.kind)
      .find((object) => object.metadata.name === name && isWanted(object));
    if (found === undefined)
      sendStatus(response, 404, "NotFound", `${kind.plural}.${kind.group} "${name}" not found`);
    else sendJson(response, found);
  } else if (url.searchParams.get("watch") === "true") {
    serveWatch(response, { kind, isWanted, query: url.searchParams }, options);
  } else {
    serveList(response, { kind, isWanted, query: url.searchParams }, store);
  }
}

function serveList(
  response: ServerResponse,
  {
    kind,
    isWanted,
    query,
  }: {
    kind: ResourceKind;
    isWanted: (object: KubernetesObject) => boolean;
    query: URLSearchParams;
  },
  store: ObjectStore,
): void {
  const limit = Number(query.get("limit") ?? 0);
  const [start, version] = parseContinue(query.get("continue"), store.version());
  if (store.since(version) === undefined) {
    sendStatus(
      response,
      410,
      "Expired",
      "The provided continue parameter is too old to display a consistent list result.",
    );
    return;
  }
  const all = store.list(kind.group, kind.kind).filter((object) => isWanted(object));
  const end = limit > 0 ? start + limit : all.length;
  const isMore = end < all.length;
  sendJson(response, {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion: String(version),
      ...(isMore ? { continue: Buffer.from(`${end}:${version}`).toString("base64") } : {}),
    },
    items: all.slice(start, end),
  });
}

function parseContinue(token: string | null, version: number): readonly [number, number] {
  if (token === null) return [0, version];
  const [start, at] = Buffer.from(token, "base64").toString("utf8").split(":");
  return [Number(start), Number(at)];
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}

function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  response.statusCode = code;
  sendJson(response, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason,
    message,
    code,
  });
}
