import { createServer, type RequestListener, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { TerminalError } from "../domain/errors.ts";
import { createCatalogPages } from "./catalog-pages.ts";
import type { LinkDesk } from "../workflow/link-person.ts";
import type { CatalogSource } from "./catalog-view.ts";
import { createLinkPages } from "./link-pages.ts";

/** What the one port serves beside the pages. */
export interface Listeners {
  /** GitHub's webhooks, at {@link webhookPath}. */
  readonly github: RequestListener;
  /** Slack's commands, modals and buttons, at {@link slackPath}; undefined in Socket Mode or without Slack. */
  readonly slack: RequestListener | undefined;
}

/** Whether Causeway can do its work now, in words for the one who looks. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

export const webhookPath = "/api/github/webhooks";
export const slackPath = "/slack/events";

/** The error itself may hold what a probe's reader must not see. */
const notReadable: Readiness = { ready: false, checks: { readiness: "could not be found out" } };

/** The routes that people and probes use. `/healthz`: the process answers. `/readyz`: it can take requests. */
function createPages(
  readiness: () => Promise<Readiness>,
  catalog: CatalogSource | undefined,
  links: LinkDesk | undefined,
): Hono {
  const pages = new Hono();
  pages.get("/healthz", (context) => context.json({ status: "ok" }));
  pages.get("/readyz", async (context) => {
    const now = await readiness().catch(() => notReadable);
    return context.json(now, now.ready ? 200 : 503);
  });
  if (links !== undefined) pages.route("/", createLinkPages(links));
  if (catalog !== undefined) pages.route("/", createCatalogPages(catalog));
  return pages;
}

/** One HTTP server for webhooks, Slack and pages. It does not listen yet. Without a catalog and links there are only the probes. */
export function createWebServer(
  listeners: Listeners,
  readiness: () => Promise<Readiness>,
  catalog?: CatalogSource,
  links?: LinkDesk,
): Server {
  const pages = getRequestListener(createPages(readiness, catalog, links).fetch);
  return createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0];
    if (path === webhookPath) return listeners.github(request, response);
    if (path === slackPath && listeners.slack !== undefined)
      return listeners.slack(request, response);
    void pages(request, response);
  });
}

/** Listens, and resolves to the port that it really got (`port` 0 lets the system choose). */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(isTaken(error) ? portTaken(host, port) : error));
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function isTaken(error: Error): boolean {
  return "code" in error && error.code === "EADDRINUSE";
}

function portTaken(host: string, port: number): TerminalError {
  return new TerminalError(
    `Port ${port} on ${host} is taken by another process. Stop that one, or set PORT to another.`,
  );
}

/** Stops taking connections and waits for the answers under way. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
