import { Hono, type Context } from "hono";
import { z } from "zod";
import { messageProblems, viewProblems } from "./block-kit-limits.ts";
import type { Fault } from "./protocol.ts";
import { findSeen, takeFault, type FrontState } from "./state.ts";

/** Where the emulator behind the front listens, and which tokens are known. */
export interface Backend {
  readonly url: string;
  readonly tokens: readonly string[];
  /** Their scopes, which Slack lists in a header of each answer. */
  readonly scopes: readonly string[];
}

type Fields = Readonly<Record<string, string>>;
type Answer = Record<string, unknown> & { readonly ok: boolean };

const answerSchema = z.looseObject({ ok: z.boolean() });

/**
 * Slack's Web API in front of the emulator: refuses what real Slack refuses and the emulator takes (Block Kit over its
 * limits, channels without the bot, unknown tokens), hides what real Slack hides (metadata that was not asked for),
 * plays faults, and keeps every version of every message.
 */
export function webApiFront(state: FrontState, backend: Backend): Hono {
  const app = new Hono();
  app.post("/api/:method", async (c) => {
    const method = c.req.param("method");
    state.calls.set(method, (state.calls.get(method) ?? 0) + 1);
    const token = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
    const body = await c.req.text();
    const fault = takeFault(state, method);
    if (fault !== undefined && fault.afterEffect !== true) return faultAnswer(c, fault);
    const answer = await answerCall(state, backend, { method, token, body });
    if (backend.tokens.includes(token)) c.header("x-oauth-scopes", backend.scopes.join(","));
    return fault === undefined ? c.json(answer) : faultAnswer(c, fault);
  });
  return app;
}

function faultAnswer(c: Context, { status, retryAfter, error, needed }: Fault): Response {
  if (status !== undefined) {
    const headers: Record<string, string> =
      retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
    return new Response(status === 429 ? '{"ok":false,"error":"ratelimited"}' : "", {
      status,
      headers,
    });
  }
  return c.json({
    ok: false,
    error: error ?? "internal_error",
    ...(needed === undefined ? {} : { needed }),
  });
}

interface Call {
  readonly method: string;
  readonly token: string;
  readonly body: string;
}

async function answerCall(state: FrontState, backend: Backend, call: Call): Promise<Answer> {
  if (!backend.tokens.includes(call.token)) return refusal("invalid_auth");
  const fields = Object.fromEntries(new URLSearchParams(call.body));
  const refused = refusalOf(state, call.method, fields);
  if (refused !== undefined) return refused;
  const answer = await callEmulator(backend, call.method, call.token, fields);
  if (answer.ok) remember(state, call.method, fields, answer);
  return answer.ok ? shownAnswer(call.method, fields, answer) : answer;
}

/** Calls the emulator itself, past the front's rules. */
export async function callEmulator(
  backend: Backend,
  method: string,
  token: string,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(`${backend.url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(fields),
  });
  return answerSchema.parse(await response.json());
}

function refusal(error: string, messages?: readonly string[]): Answer {
  return messages === undefined
    ? { ok: false, error }
    : { ok: false, error, response_metadata: { messages } };
}

function refusalOf(state: FrontState, method: string, fields: Fields): Answer | undefined {
  if (method === "views.open") return viewRefusal(fields);
  if (
    method.startsWith("chat.") ||
    method === "conversations.history" ||
    method === "conversations.replies"
  ) {
    return placeRefusal(state, method, fields["channel"] ?? "") ?? blocksRefusal(fields);
  }
  return undefined;
}

/** The emulator lets a bot write to and read any public channel; Slack wants it to be a member. */
function placeRefusal(state: FrontState, method: string, channel: string): Answer | undefined {
  const isChannel = Object.values(state.directory.channels).includes(channel);
  if (!isChannel) return undefined;
  if (!state.botChannels.has(channel)) return refusal("not_in_channel");
  return state.archived.has(channel) && method.startsWith("chat.")
    ? refusal("is_archived")
    : undefined;
}

function blocksRefusal(fields: Fields): Answer | undefined {
  if (fields["blocks"] === undefined) return undefined;
  const problems = messageProblems(parseJson(fields["blocks"]));
  if (problems.length === 0) return undefined;
  return refusal(
    problems.some((one) => one.includes("msg_blocks_too_long"))
      ? "msg_blocks_too_long"
      : "invalid_blocks",
    problems,
  );
}

const viewBytes = 250_000;

function viewRefusal(fields: Fields): Answer | undefined {
  if ((fields["view"] ?? "").length > viewBytes) return refusal("view_too_large");
  const problems = viewProblems(parseJson(fields["view"]));
  return problems.length === 0 ? undefined : refusal("invalid_arguments", problems);
}

const posted = z.object({ channel: z.string(), ts: z.string() });
const opened = z.object({ view: z.looseObject({ id: z.string() }) });

function remember(state: FrontState, method: string, fields: Fields, answer: Answer): void {
  const version = {
    text: fields["text"] ?? "",
    blocks: parseJson(fields["blocks"]),
    at: new Date().toISOString(),
  };
  if (method === "chat.postMessage") {
    const { channel, ts } = posted.parse(answer);
    const threadTs = fields["thread_ts"] === undefined ? {} : { threadTs: fields["thread_ts"] };
    const user = state.directory.botUserId;
    const metadata = parseJson(fields["metadata"]);
    state.messages.push({
      channel,
      ts,
      ...threadTs,
      user,
      versions: [version],
      deleted: false,
      metadata,
    });
  }
  if (method === "chat.update") {
    findSeen(state, fields["channel"] ?? "", fields["ts"] ?? "")?.versions.push(version);
  }
  if (method === "views.open") {
    const { view } = opened.parse(answer);
    const user = state.triggerUsers.get(fields["trigger_id"] ?? "") ?? "";
    state.views = [
      ...state.views.filter((one) => one.user !== user),
      { id: view.id, user, view: parseJson(fields["view"]) },
    ];
  }
}

const page = z.looseObject({ messages: z.array(z.looseObject({ ts: z.string() })) });

function shownAnswer(method: string, fields: Fields, answer: Answer): Answer {
  if (method !== "conversations.history" && method !== "conversations.replies") return answer;
  const { messages, ...rest } = page.parse(answer);
  const oldest = Number(fields["oldest"] ?? 0);
  const recent = messages.filter(({ ts }) => Number(ts) >= oldest);
  const shown = fields["include_all_metadata"] === "true" ? recent : recent.map(withoutPayload);
  return { ...answer, ...rest, messages: shown };
}

const marked = z.object({ event_type: z.string() });

/** Without `include_all_metadata`, Slack gives the event's type and keeps its payload (slackapi/python-slack-sdk#1501). */
function withoutPayload(
  message: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const metadata = marked.safeParse(message["metadata"]);
  if (!metadata.success) return message;
  return { ...message, metadata: { event_type: metadata.data.event_type, event_payload: {} } };
}

function parseJson(value: unknown): unknown {
  if (typeof value !== "string" || value === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
