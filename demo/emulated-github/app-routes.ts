import { Hono } from "hono";
import { z } from "zod";
import { assertApp, issueToken } from "./authentication.ts";
import { Refused } from "./refused.ts";
import { appShape, installationId, installationShape } from "./shapes.ts";
import type { State } from "./state.ts";
import { redeliver } from "./webhooks.ts";

const tokenRequest = z.object({ repositories: z.array(z.string()).optional() });

/** The calls that the App makes as itself. */
export function appRoutes(state: State): Hono {
  const app = new Hono();
  for (const path of [
    "/app",
    "/app/*",
    "/orgs/:org/installation",
    "/repos/:owner/:repo/installation",
  ]) {
    app.use(path, async (context, next) => {
      assertApp(state, context.req.header("authorization"));
      await next();
    });
  }
  app.get("/app", (context) => context.json(appShape(state)));
  app.get("/repos/:owner/:repo/installation", (context) => {
    if (`${context.req.param("owner")}/${context.req.param("repo")}` !== state.fullName)
      throw new Refused(404, "Not Found");
    return context.json(installationShape(state));
  });
  app.get("/orgs/:org/installation", (context) => {
    if (context.req.param("org") !== state.owner) throw new Refused(404, "Not Found");
    return context.json(installationShape(state));
  });
  app.post("/app/installations/:id/access_tokens", async (context) => {
    if (Number(context.req.param("id")) !== installationId) throw new Refused(404, "Not Found");
    const text = await context.req.text();
    const { repositories } = tokenRequest.parse(text === "" ? {} : JSON.parse(text));
    return context.json(issueToken(state, repositories), 201);
  });
  app.get("/app/hook/deliveries", (context) => {
    const perPage = Number(context.req.query("per_page") ?? 30);
    const newest = state.deliveries.toReversed();
    const start = Number(context.req.query("cursor") ?? 0);
    const page = newest.slice(start, start + perPage);
    if (start + perPage < newest.length) {
      const next = new URL(context.req.url);
      next.searchParams.set("cursor", String(start + perPage));
      context.header("link", `<${next.href}>; rel="next"`);
    }
    const list = page.map(({ id, statusCode, ...delivery }) => ({
      id: `id:${id}`,
      guid: delivery.guid,
      delivered_at: delivery.deliveredAt,
      redelivery: delivery.redelivery,
      duration: delivery.durationSeconds,
      status: statusCode >= 200 && statusCode < 300 ? "OK" : "Invalid HTTP Response",
      status_code: statusCode,
      event: delivery.event,
      action: delivery.action,
      installation_id: installationId,
      repository_id: 1,
    }));
    // The ids are numbers on the wire, larger than JSON.stringify can write.
    const json = JSON.stringify(list).replaceAll(/"id":"id:(\d+)"/g, '"id":$1');
    return context.body(json, 200, { "content-type": "application/json; charset=utf-8" });
  });
  app.post("/app/hook/deliveries/:id/attempts", (context) => {
    if (!redeliver(state, context.req.param("id"))) throw new Refused(404, "Not Found");
    return context.json({}, 202);
  });
  return app;
}
