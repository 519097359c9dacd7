import { z } from "zod";
import { reasonCodes, type Decision } from "../domain/decision.ts";
import { deliveryStates, type Delivery } from "../domain/delivery.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { ChangeRequest, RequestRecord, RequestState, ThreadRef } from "../domain/request.ts";

/** The states that a request can be in. */
export const requestStates = [
  "asked",
  "open",
  "merged",
  "ready",
  "failed",
  "refused",
  "closed",
] as const satisfies readonly RequestState[];

const repositoryRef = z.object({ owner: z.string(), name: z.string() });
const messageRef = z.object({ channel: z.string(), id: z.string() });
const objectRef = z.object({
  group: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  cluster: z.string().exactOptional(),
});

const cause = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  message: z.string(),
});

const delivery = z.object({
  steps: z.array(
    z.object({
      source: z.string(),
      assessment: z.object({
        resource: objectRef,
        state: z.enum(deliveryStates),
        final: z.boolean(),
        reasonCode: z.string(),
        message: z.string(),
        cause: cause.exactOptional(),
        recheckAt: z.string().exactOptional(),
      }),
    }),
  ),
  state: z.enum(deliveryStates),
  cause: cause.exactOptional(),
  notReadSince: z.string().exactOptional(),
}) satisfies z.ZodType<Delivery>;

const decision = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("proceed"), reasonCode: z.literal("allowed") }),
  z.object({
    kind: z.literal("wait"),
    reasonCode: z.enum(reasonCodes),
    message: z.string(),
    until: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal("refuse"),
    reasonCode: z.enum(reasonCodes),
    message: z.string(),
    fieldId: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<Decision>;

const thread = z.discriminatedUnion("surface", [
  z.object({ surface: z.literal("slack"), channel: z.string(), userId: z.string() }),
  z.object({ surface: z.literal("issue"), repository: repositoryRef, number: z.number() }),
  z.object({ surface: z.literal("pullRequest"), repository: repositoryRef, number: z.number() }),
  z.object({ surface: z.literal("own") }),
]) satisfies z.ZodType<ThreadRef>;

const asked = {
  id: z.string(),
  requester: z.object({ githubLogin: z.string(), slackUserId: z.string().exactOptional() }),
  askedAt: z.string(),
};

const request = z.discriminatedUnion("kind", [
  z.object({
    ...asked,
    kind: z.literal("provision"),
    offering: z.string(),
    team: z.string(),
    name: z.string(),
    values: z.custom<JsonObject>(isJsonObject, "expected an object"),
  }),
  z.object({
    ...asked,
    kind: z.literal("promote"),
    service: z.string(),
    environment: z.string(),
    change: z.object({ repository: repositoryRef, number: z.number() }).exactOptional(),
  }),
  z.object({
    ...asked,
    kind: z.literal("rollback"),
    service: z.string(),
    environment: z.string(),
    version: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<ChangeRequest>;

const record = z.object({
  request,
  thread,
  state: z.enum(requestStates),
  reason: z.string().exactOptional(),
  manifestPath: z.string().exactOptional(),
  object: objectRef.exactOptional(),
  move: z
    .object({
      deployer: objectRef,
      from: z.string().exactOptional(),
      version: z.string(),
      replaces: z.string(),
      sourceSha: z.string(),
    })
    .exactOptional(),
  question: z
    .object({
      text: z.string(),
      options: z.array(z.object({ id: z.string(), label: z.string() })),
    })
    .exactOptional(),
  choices: z.array(z.string()).exactOptional(),
  pullRequest: z
    .object({
      repository: repositoryRef.exactOptional(),
      number: z.number(),
      url: z.string(),
      headSha: z.string(),
      branch: z.string(),
    })
    .exactOptional(),
  approvals: z
    .array(
      z.object({
        login: z.string(),
        source: z.enum(["comment", "slack"]),
        headSha: z.string(),
        at: z.string(),
      }),
    )
    .exactOptional(),
  check: z
    .object({
      headSha: z.string(),
      rulesDigest: z.string(),
      conclusion: z.enum(["success", "failure"]),
      checkRunId: z.number(),
    })
    .exactOptional(),
  decision: decision.exactOptional(),
  mergeCommitSha: z.string().exactOptional(),
  mergedAt: z.string().exactOptional(),
  delivery: delivery.exactOptional(),
  deployment: z.object({ id: z.number(), state: z.string() }).exactOptional(),
  finishedAt: z.string().exactOptional(),
  message: messageRef.exactOptional(),
  shownDigest: z.string().exactOptional(),
  replies: z.record(z.string(), messageRef),
}) satisfies z.ZodType<RequestRecord>;

/** The paths of all fields, optional ones and those of each variant included: `pullRequest.number`. */
type Paths<T, Prefix extends string = ""> = T extends readonly (infer Item)[]
  ? Paths<Item, Prefix>
  : T extends object
    ? string extends keyof T
      ? never
      : {
          [Key in keyof T & string]-?:
            | `${Prefix}${Key}`
            | Paths<Exclude<T[Key], undefined>, `${Prefix}${Key}.`>;
        }[keyof T & string]
    : never;

type Complete<Schema extends z.ZodType<RequestRecord>> =
  Exclude<Paths<RequestRecord>, Paths<z.infer<Schema>>> extends never ? Schema : never;

/**
 * A record as the database holds it. This line does not compile when the domain has a field that the schema would
 * drop on the way out.
 */
export const requestRecordSchema: Complete<typeof record> = record;
