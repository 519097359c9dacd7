import { serve } from "@hono/node-server";
import type { Hono } from "hono";

/** A server of the demo's world, on loopback. */
export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * No limit: a client that finds its kept connection closed by the server would see a failure that the real service,
 * behind its load balancers, hardly ever shows. Clients close what they leave idle.
 */
const keepAliveMs = 0;

/** Serves an app on a port of loopback; 0 takes any that is free. */
export function listenOnLoopback(app: Hono, port: number): Promise<LoopbackServer> {
  const { promise, resolve } = Promise.withResolvers<LoopbackServer>();
  const serverOptions = { keepAliveTimeout: keepAliveMs };
  const server = serve(
    {
      fetch: app.fetch,
      port,
      hostname: "127.0.0.1",
      serverOptions,
      // It would break a connection whose request it has not seen the end of after half a second: the event loop is
      // busy for longer when a fault run counts what it has made.
      autoCleanupIncoming: false,
    },
    (address) => {
      resolve({
        port: address.port,
        close: async () => {
          const closed = Promise.withResolvers<void>();
          server.close(() => closed.resolve());
          if ("closeAllConnections" in server) server.closeAllConnections();
          await closed.promise;
        },
      });
    },
  );
  return promise;
}
