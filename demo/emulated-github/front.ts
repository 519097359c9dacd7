import { createHash } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { World } from "./acts.ts";
import { appRoutes } from "./app-routes.ts";
import { assertToken } from "./authentication.ts";
import { checkRoutes } from "./check-routes.ts";
import { issueRoutes } from "./issue-routes.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import type { Fault } from "./protocol.ts";
import { pullRoutes } from "./pull-routes.ts";
import { Refused } from "./refused.ts";
import { repositoryRoutes, type Access } from "./repository-routes.ts";
import type { State } from "./state.ts";

const maxRememberedCalls = 100_000;
const hourlyLimit = 5_000;

/** The REST API of GitHub, as far as Causeway calls it, with faults when they were asked for. */
export function apiFront(world: World, access: Access): Hono<{ Bindings: HttpBindings }> {
  const { state } = world;
  const front = new Hono<{ Bindings: HttpBindings }>();
  front.onError((error, context) => {
    const refused = toRefused(error);
    return context.json(refused.body(), asStatus(refused.status));
  });
  front.notFound((context) => context.json(new Refused(404, "Not Found").body(), 404));
  front.use(counted(state));
  front.use(recorded(state));
  front.use(faulty(state));
  front.use(etagged());
  front.route("/", appRoutes(state));
  const repository = `/repos/${state.owner}/${state.repository}`;
  const authenticated: MiddlewareHandler = async (context, next) => {
    const inRepository = context.req.path.startsWith("/repos/");
    const name = inRepository ? context.req.path.split("/")[3] : undefined;
    assertToken(state, context.req.header("authorization"), name);
    await next();
  };
  front.use("/repos/*", authenticated);
  front.use("/orgs/*", authenticated);
  front.get("/orgs/:org/teams/*", async (context) => {
    const response = await world.git.pass("GET", context.req.path, undefined);
    return context.json(await response.json(), asStatus(response.status));
  });
  for (const routes of [issueRoutes, pullRoutes, checkRoutes, deploymentRoutes])
    front.route(repository, routes(world));
  front.route(repository, repositoryRoutes(world, access));
  return front;
}

function toRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof z.ZodError)
    return new Refused(422, "Invalid request.\n\n" + z.prettifyError(error));
  return new Refused(500, error instanceof Error ? error.message : String(error));
}

/** Hono knows statuses as a closed list of numbers; a Response takes any. */
function asStatus(status: number): 200 {
  return status as 200;
}

function counted(state: State): MiddlewareHandler {
  return async (context, next) => {
    state.apiCalls += 1;
    const call = `${context.req.method} ${context.req.path}`;
    const aside = /\/access_tokens$|\/installation$|^GET \/app$/.test(call);
    if (!aside && state.calls.length < maxRememberedCalls) state.calls.push(call);
    await next();
    if (context.res.headers.has("x-ratelimit-remaining")) return;
    const used = state.apiCalls % hourlyLimit;
    context.header("x-ratelimit-limit", String(hourlyLimit));
    context.header("x-ratelimit-remaining", String(hourlyLimit - used));
    context.header("x-ratelimit-reset", String(Math.ceil(Date.now() / 1_000) + 3_600));
    context.header("x-ratelimit-resource", "core");
    context.header("x-github-media-type", "github.v3; format=json");
  };
}

function recorded(state: State): MiddlewareHandler {
  return async (context, next) => {
    const { traffic } = state;
    if (traffic === undefined) return next();
    const text = await context.req.raw.clone().text();
    await next();
    const answer = await context.res.clone().text();
    traffic.push({
      method: context.req.method,
      path: context.req.path,
      query: context.req.query(),
      request: text === "" ? undefined : JSON.parse(text),
      status: context.res.status,
      response: answer === "" ? undefined : JSON.parse(answer),
    });
    return undefined;
  };
}

function faulty(state: State): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (context, next) => {
    const fault = takeFault(state, `${context.req.method} ${context.req.path}`);
    if (fault === undefined) return next();
    if (fault.afterEffect === true) await next();
    if (fault.dropConnection === true) context.env.outgoing.destroy();
    context.res = faultResponse(context, fault);
    return undefined;
  };
}

function takeFault(state: State, call: string): Fault | undefined {
  const pending = state.faults.find(
    ({ left, fault: { route } }) =>
      left > 0 && (route === undefined || new RegExp(route).test(call)),
  );
  if (pending === undefined) return undefined;
  pending.left -= 1;
  return pending.fault;
}

function faultResponse(context: Context, fault: Fault): Response {
  const status = fault.status ?? 502;
  const body = new Refused(
    status,
    fault.message ?? defaultMessages[status] ?? "Server Error",
  ).body();
  for (const [name, value] of Object.entries(fault.headers ?? {})) context.header(name, value);
  return context.json(body, asStatus(status), fault.headers ?? {});
}

const defaultMessages: Readonly<Record<number, string>> = {
  401: "Bad credentials",
  403: "Resource not accessible by integration",
  404: "Not Found",
  409: "Conflict",
  422: "Validation Failed",
  429: "API rate limit exceeded for installation.",
  502: "Server Error",
};

function etagged(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.req.method !== "GET" || context.res.status !== 200) return;
    const text = await context.res.clone().text();
    const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
    if (context.req.header("if-none-match") === etag) {
      context.res = new Response(null, { status: 304, headers: { etag } });
      return;
    }
    context.header("etag", etag);
  };
}
