import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

const schema = z.record(z.string(), z.unknown());
const content = z.object({
  content: z.object({ "application/json": z.object({ schema }).optional() }).optional(),
});
const reference = z.object({ $ref: z.string() });
const parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().default(false),
  schema,
});
const operationSchema = z.object({
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: content.extend({ required: z.boolean().default(false) }).optional(),
  responses: z.record(z.string(), z.union([reference, content])),
  "x-github": z.object({ enabledForGitHubApps: z.boolean().default(false) }),
});
const webhookSchema = z.object({
  post: z.object({
    "x-github": z.object({
      subcategory: z.string(),
      "supported-webhook-types": z.array(z.string()).default([]),
    }),
    requestBody: z.object({ content: z.object({ "application/json": z.object({ schema }) }) }),
  }),
});
const descriptionSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  "x-webhooks": z.record(z.string(), z.unknown()),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), z.unknown()),
  }),
});

export type JsonSchema = z.output<typeof schema>;
export type Parameter = z.output<typeof parameter>;

/** What GitHub publishes about one call. */
export interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody: JsonSchema | undefined;
  readonly isBodyRequired: boolean;
  /** By status; undefined: an answer without a body, or one that is not described. */
  readonly responses: ReadonlyMap<number, JsonSchema | undefined>;
  readonly enabledForGitHubApps: boolean;
}

/** GitHub's own description of its REST API and its webhooks, as @octokit/openapi carries it. */
export class Description {
  readonly #parsed: z.output<typeof descriptionSchema>;
  readonly #operations = new Map<string, Operation | undefined>();

  constructor() {
    const file = createRequire(import.meta.url).resolve(
      "@octokit/openapi/generated/api.github.com.json",
    );
    this.#parsed = descriptionSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  }

  get schemas(): Readonly<Record<string, unknown>> {
    return this.#parsed.components.schemas;
  }

  /** A call by `METHOD /path/{parameter}`, or undefined when GitHub has none. */
  operation(route: string): Operation | undefined {
    if (!this.#operations.has(route)) this.#operations.set(route, this.#read(route));
    return this.#operations.get(route);
  }

  #read(route: string): Operation | undefined {
    const [method = "", path = ""] = route.split(" ");
    const raw = this.#parsed.paths[path]?.[method.toLowerCase()];
    if (raw === undefined) return undefined;
    const { parameters, requestBody, responses, "x-github": github } = operationSchema.parse(raw);
    const { components } = this.#parsed;
    return {
      parameters: parameters.map((one) =>
        "$ref" in one ? parameter.parse(components.parameters[nameOf(one.$ref)]) : one,
      ),
      requestBody: requestBody?.content?.["application/json"]?.schema,
      isBodyRequired: requestBody?.required ?? false,
      responses: new Map(
        Object.entries(responses).map(([status, one]) => {
          const found = "$ref" in one ? content.parse(components.responses[nameOf(one.$ref)]) : one;
          return [Number(status), found.content?.["application/json"]?.schema];
        }),
      ),
      enabledForGitHubApps: github.enabledForGitHubApps,
    };
  }

  /** The payload of a webhook, or undefined when GitHub sends no such thing. */
  webhook(event: string, action: string | undefined): JsonSchema | undefined {
    const parts = action === undefined ? [event] : [event, action];
    const name = parts.join("-").replaceAll("_", "-");
    const raw = this.#parsed["x-webhooks"][name];
    if (raw === undefined) return undefined;
    return webhookSchema.parse(raw).post.requestBody.content["application/json"].schema;
  }

  /** Whether an App can subscribe to an event. */
  appsHear(event: string): boolean {
    return Object.values(this.#parsed["x-webhooks"]).some((raw) => {
      const { "x-github": github } = webhookSchema.parse(raw).post;
      return github.subcategory === event && github["supported-webhook-types"].includes("app");
    });
  }
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}
