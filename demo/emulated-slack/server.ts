import { createEmulator } from "emulate";
import { Hono, type Context } from "hono";
import { z } from "zod";
import { listenOnLoopback } from "../loopback-server.ts";
import { connectEmulatedSlack, type EmulatedSlack } from "./client.ts";
import { pressButton, submitOpenView, typeCommand, type Sender } from "./people.ts";
import { fault } from "./protocol.ts";
import { findSeen, type FrontState } from "./state.ts";
import { callEmulator, webApiFront, type Backend } from "./web-api-front.ts";

/** A workspace with its people and channels, and one installed app. */
export interface EmulatedSlackOptions {
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** Names of people. Their ids are made by the emulator: see `directory()`. */
  readonly users: readonly string[];
  /** Names of channels. The bot is a member unless `withoutBot`. */
  readonly channels: readonly { readonly name: string; readonly withoutBot?: boolean }[];
  readonly signingSecret: string;
  readonly botToken: string;
  /** The bot token's scopes: what is missing is refused as Slack refuses it. */
  readonly scopes: readonly string[];
  /** Where the app takes events, such as http://127.0.0.1:3000/slack/events. Can be set later. */
  readonly appUrl?: string;
}

export interface RunningSlack extends EmulatedSlack {
  close(): Promise<void>;
}

const controlToken = "xoxb-emulated-control";
const bot = { bot_id: "B0CAUSEWAY1", bot_user_id: "U0CAUSEWAY1", bot_name: "causeway" } as const;

/** Starts an emulated Slack on loopback: the Web API under /api/, and under /_control/ what people do in it. */
export async function startEmulatedSlack(options: EmulatedSlackOptions): Promise<RunningSlack> {
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: { slack: seedOf(options) },
  });
  const { botToken, scopes } = options;
  const backend = { url: emulator.url, tokens: [botToken], scopes };
  const state = await initialState(backend, options);
  const sender = { state, backend, signingSecret: options.signingSecret, controlToken };
  const app = new Hono();
  app.route("/", webApiFront(state, backend));
  app.route("/_control", controlRoutes(sender));
  app.post("/actions/:id", async (c) => {
    const wanted = state.responses.get(c.req.param("id"));
    if (wanted === undefined) return c.text("used_url", 404);
    wanted(await c.req.json());
    return c.text("ok");
  });
  const listening = await listenOnLoopback(app, options.port ?? 0);
  state.ownUrl = `http://127.0.0.1:${listening.port}`;
  return {
    ...connectEmulatedSlack(`http://127.0.0.1:${listening.port}`),
    close: async () => {
      await listening.close();
      await emulator.close();
    },
  };
}

function seedOf(options: EmulatedSlackOptions): Record<string, unknown> {
  return {
    users: options.users.map((name) => ({ name })),
    channels: options.channels.map(({ name }) => ({ name })),
    oauth_apps: [
      {
        app_id: "A0CAUSEWAY1",
        client_id: "1.1",
        client_secret: "unused",
        name: "Causeway",
        redirect_uris: [],
        scopes: [],
        ...bot,
      },
    ],
    tokens: [
      {
        token: options.botToken,
        user_id: bot.bot_user_id,
        app_id: "A0CAUSEWAY1",
        scopes: options.scopes,
        ...bot,
      },
      { token: controlToken, user_id: bot.bot_user_id, app_id: "A0CAUSEWAY1", ...bot },
    ],
    strict_scopes: true,
  };
}

const userList = z.object({ members: z.array(z.object({ id: z.string(), name: z.string() })) });
const channelList = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });

async function initialState(backend: Backend, options: EmulatedSlackOptions): Promise<FrontState> {
  const { members } = userList.parse(await callEmulator(backend, "users.list", controlToken, {}));
  const { channels } = channelList.parse(
    await callEmulator(backend, "conversations.list", controlToken, {}),
  );
  const known = channels.filter(({ name }) => options.channels.some((one) => one.name === name));
  const without = new Set(
    options.channels.filter(({ withoutBot }) => withoutBot === true).map(({ name }) => name),
  );
  return {
    directory: {
      users: Object.fromEntries(members.map(({ id, name }) => [name, id])),
      channels: Object.fromEntries(known.map(({ id, name }) => [name, id])),
      botUserId: bot.bot_user_id,
    },
    botChannels: new Set(known.filter(({ name }) => !without.has(name)).map(({ id }) => id)),
    archived: new Set(),
    messages: [],
    views: [],
    faults: [],
    calls: new Map(),
    triggerUsers: new Map(),
    appUrl: options.appUrl ?? "",
    ownUrl: "",
    responses: new Map(),
  };
}

const typed = z.object({ user: z.string(), channel: z.string(), text: z.string() });
const submitted = z.object({ user: z.string(), values: z.record(z.string(), z.string()) });
const pressed = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  actionId: z.string(),
});
const place = z.object({ channel: z.string(), ts: z.string() });

function controlRoutes(sender: Sender): Hono {
  const { state } = sender;
  const app = new Hono();
  app.onError((error, c) => c.json({ message: error.message }, 400));
  // A body that nobody reads makes the server break the connection, and the next request on it fails.
  app.use(async (c, next) => {
    await c.req.text();
    await next();
  });
  app.post("/directory", (c) => c.json(state.directory));
  app.post("/messages", (c) => c.json(state.messages));
  app.post("/calls", (c) => c.json(Object.fromEntries(state.calls)));
  app.post("/type", async (c) => c.json(await typeCommand(sender, typed.parse(await body(c)))));
  app.post("/view", async (c) =>
    c.json({ view: openViewOf(state, z.object({ user: z.string() }).parse(await body(c)).user) }),
  );
  app.post("/submit", async (c) => {
    const { user, values } = submitted.parse(await body(c));
    const view = openViewOf(state, user);
    if (view === undefined) throw new Error(`${user} has no open form.`);
    return c.json(await submitOpenView(sender, view, values));
  });
  app.post("/click", async (c) => c.json(await pressButton(sender, pressed.parse(await body(c)))));
  app.post("/delete", async (c) => {
    const { channel, ts } = place.parse(await body(c));
    await callEmulator(sender.backend, "chat.delete", sender.controlToken, { channel, ts });
    const seen = findSeen(state, channel, ts);
    if (seen !== undefined) seen.deleted = true;
    return c.json({});
  });
  app.post("/fail", async (c) => {
    const { count, ...what } = fault.extend({ count: z.number() }).parse(await body(c));
    state.faults.push({ left: count, fault: what });
    return c.json({});
  });
  app.post("/membership", async (c) => {
    const { channel, member } = z
      .object({ channel: z.string(), member: z.boolean() })
      .parse(await body(c));
    if (member) state.botChannels.add(channel);
    else state.botChannels.delete(channel);
    return c.json({});
  });
  app.post("/archive", async (c) => {
    state.archived.add(z.object({ channel: z.string() }).parse(await body(c)).channel);
    return c.json({});
  });
  app.post("/app", async (c) => {
    state.appUrl = z.object({ url: z.string() }).parse(await body(c)).url;
    return c.json({});
  });
  return app;
}

function body(c: Context): Promise<unknown> {
  return c.req.json();
}

function openViewOf(state: FrontState, user: string): FrontState["views"][number] | undefined {
  return state.views.findLast((view) => view.user === user);
}
