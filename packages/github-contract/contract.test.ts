import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { operations } from "../../src/github/operations.ts";
import { Description, type Operation } from "./description.ts";
import { deviations } from "./deviations.ts";
import { record, type Recording } from "./scenario.ts";
import { Validator, type Fault } from "./validator.ts";
import type { Exchange, Webhook } from "./wire.ts";

const description = new Description();
const validator = new Validator(description.schemas);
const routes = Object.keys(operations);

let recording: Recording;
beforeAll(async () => {
  recording = await record();
}, 60_000);

/** A fault with the call or webhook in which it is. */
interface Found extends Fault {
  readonly where: string;
}

function operationOf(route: string): Operation {
  const found = description.operation(route);
  if (found === undefined) throw new Error(`GitHub has no ${route}.`);
  return found;
}

/** The route of the table that a call is for, with what stands in its path. */
function routeOf({ method, path }: Exchange) {
  for (const route of routes) {
    const [verb, template = ""] = route.split(" ");
    const pattern = template.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const match = verb === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (match !== null) return { route, inPath: match.groups ?? {} };
  }
  throw new Error(`${method} ${path} is in no line of the operations table.`);
}

describe("the App", () => {
  const manifest = z
    .object({ default_events: z.array(z.string()), default_permissions: z.unknown() })
    .parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));

  it("asks for permissions that GitHub has, at levels that GitHub has", () => {
    const schema = { $ref: "#/components/schemas/app-permissions" };
    expect(validator.faultsOf(schema, manifest.default_permissions)).toEqual([]);
  });

  it.each(manifest.default_events)("can subscribe to %s", (event) => {
    expect(description.appsHear(event)).toBe(true);
  });
});

describe("the table of operations", () => {
  it.each(Object.entries(operations))("%s is a call that GitHub has", (route, { as }) => {
    const { enabledForGitHubApps } = operationOf(route);
    // Those that an App makes as itself are not counted as enabled: that is about installation tokens.
    expect(as === "app" || enabledForGitHubApps).toBe(true);
  });

  it("was played whole, so that nothing below is held against nothing", () => {
    const played = new Set(recording.exchanges.map((exchange) => routeOf(exchange).route));
    expect(routes.filter((route) => !played.has(route))).toEqual([]);
  });
});

describe("what Causeway sends", () => {
  it("has parameters that GitHub knows, and all that GitHub requires", () => {
    expect(distinct(recording.exchanges.flatMap(parameterFaults))).toEqual([]);
  });

  it("has bodies that GitHub takes, with no property that GitHub would overlook", () => {
    expect(distinct(recording.exchanges.flatMap(requestFaults))).toEqual([]);
  });
});

function parameterFaults(exchange: Exchange): readonly Found[] {
  const { route, inPath } = routeOf(exchange);
  const { parameters } = operationOf(route);
  const given = [
    ...Object.entries(inPath).map(([name, value]) => ["path", name, decodeURIComponent(value)]),
    ...[...exchange.query].map(([name, value]) => ["query", name, value]),
  ] as const;
  const wrong = given.flatMap(([place, name = "", value = ""]): readonly Found[] => {
    const known = parameters.find((one) => one.in === place && one.name === name);
    if (known === undefined) return [{ where: route, at: name, message: "is no parameter" }];
    const { type } = known.schema;
    const typed = type === "integer" || type === "number" ? Number(value) : value;
    const faults = validator.faultsOf(known.schema, typed);
    return faults.map(({ message }) => ({ where: route, at: `${name}=${value}`, message }));
  });
  const names = new Set(given.map(([, name]) => name));
  const missing = parameters.filter(({ name, required }) => required && !names.has(name));
  return [
    ...wrong,
    ...missing.map(({ name }) => ({ where: route, at: name, message: "is missing" })),
  ];
}

function requestFaults(exchange: Exchange): readonly Found[] {
  const { route } = routeOf(exchange);
  const { requestBody, isBodyRequired } = operationOf(route);
  const { request } = exchange;
  if (request === undefined)
    return isBodyRequired ? [{ where: route, at: "", message: "needs a body" }] : [];
  if (requestBody === undefined) return [{ where: route, at: "", message: "takes no body" }];
  return validator.faultsOf(requestBody, request).map((fault) => ({ where: route, ...fault }));
}

describe("what the emulated GitHub answers and sends", () => {
  let found: readonly Found[];
  beforeAll(() => {
    const { exchanges, webhooks } = recording;
    found = distinct([...exchanges.flatMap(answerFaults), ...webhooks.flatMap(webhookFaults)]);
  }, 60_000);

  it("is what GitHub describes, but for the deviations that are listed with their reasons", () => {
    const faults = found.filter((fault) => !deviations.some((one) => covers(one, fault)));
    expect(faults).toEqual([]);
  });

  it("has no line in that list that no longer applies", () => {
    const mended = deviations.filter((one) => !found.some((fault) => covers(one, fault)));
    expect(mended, "take these out of deviations.ts").toEqual([]);
  });

  it("tells of everything that Causeway handles", () => {
    const events = [...new Set(recording.webhooks.map(({ event }) => event))].toSorted();
    const known = ["check_run", "issues", "pull_request", "pull_request_review", "push"];
    expect(events).toEqual(known);
  });
});

function covers({ where, at }: (typeof deviations)[number], fault: Found): boolean {
  return where.test(fault.where) && at.test(fault.at);
}

function answerFaults(exchange: Exchange): readonly Found[] {
  const { status, response } = exchange;
  const { route } = routeOf(exchange);
  // The scenario makes the emulator answer 502; 304 has no body, and may come for every GET.
  if (status === 502 || status === 304) return [];
  const where = `${route} ${status}`;
  const { responses } = operationOf(route);
  if (!responses.has(status)) return [{ where, at: "", message: "is a status not described" }];
  const schema = responses.get(status);
  if (schema !== undefined)
    return validator.faultsOf(schema, response).map((fault) => ({ where, ...fault }));
  const isSilent = response === undefined || status >= 400;
  return isSilent ? [] : [{ where, at: "", message: "has a body that is not described" }];
}

function webhookFaults({ event, action, payload }: Webhook): readonly Found[] {
  const where = `webhook ${event}.${action ?? ""}`;
  const schema = description.webhook(event, action);
  if (schema === undefined) return [{ where, at: "", message: "is nothing that GitHub sends" }];
  return validator.faultsOf(schema, payload).map((fault) => ({ where, ...fault }));
}

function distinct(faults: readonly Found[]): readonly Found[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
