import { createHmac, randomUUID } from "node:crypto";
import { z } from "zod";
import { parseView, type InputBlock } from "./block-kit-limits.ts";
import type { CommandOutcome, OpenView, SubmitOutcome } from "./protocol.ts";
import { findSeen, type FrontState } from "./state.ts";
import { callEmulator, type Backend } from "./web-api-front.ts";

/** Slack gives up on an app that has not answered after so long. */
const patienceMs = 3_000;

/** What the emulated Slack uses to speak to the app as Slack does. */
export interface Sender {
  readonly state: FrontState;
  readonly backend: Backend;
  readonly signingSecret: string;
  readonly controlToken: string;
}

/** A person types `/platform <text>` in a channel. */
export async function typeCommand(
  sender: Sender,
  typed: { readonly user: string; readonly channel: string; readonly text: string },
): Promise<CommandOutcome> {
  const { user, channel, text } = typed;
  const triggerId = await createTrigger(sender, user);
  const answer = await send(sender, {
    ...team,
    channel_id: channel,
    channel_name: nameOf(sender.state.directory.channels, channel),
    user_id: user,
    user_name: nameOf(sender.state.directory.users, user),
    command: "/platform",
    text,
    api_app_id: "A0CAUSEWAY1",
    is_enterprise_install: "false",
    trigger_id: triggerId,
  });
  if (answer instanceof Error) return { kind: "failed", reason: answer.message };
  const message = ephemeral.safeParse(answer);
  return message.success
    ? { kind: "answered", message: { text: message.data.text, blocks: message.data.blocks } }
    : { kind: "answered" };
}

/** A person fills in the open modal and presses its button. Values by block id, with or without `field.`, or by label. */
export async function submitOpenView(
  sender: Sender,
  open: OpenView,
  values: Readonly<Record<string, string>>,
): Promise<SubmitOutcome> {
  const view = parseView(open.view);
  const inputs = view.blocks.filter((block) => block.type === "input");
  const unknown = Object.keys(values).find(
    (key) => !inputs.some((block) => namesOf(block).includes(key)),
  );
  if (unknown !== undefined) throw new Error(`The form has no field “${unknown}”.`);
  const state = {
    values: Object.fromEntries(
      inputs.map((block) => [block.block_id ?? "", stateOf(block, values)]),
    ),
  };
  const payload = {
    type: "view_submission",
    team: { id: team.team_id, domain: team.team_domain },
    user: {
      id: open.user,
      name: nameOf(sender.state.directory.users, open.user),
      team_id: team.team_id,
    },
    api_app_id: "A0CAUSEWAY1",
    token: team.token,
    trigger_id: await createTrigger(sender, open.user),
    view: {
      ...view,
      id: open.id,
      team_id: team.team_id,
      state,
      hash: "1",
      root_view_id: open.id,
      previous_view_id: null,
      app_id: "A0CAUSEWAY1",
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
  const answer = await send(sender, { payload: JSON.stringify(payload) });
  if (answer instanceof Error) return { kind: "failed", reason: answer.message };
  const errors = fieldErrors.safeParse(answer);
  if (errors.success) return shownErrors(errors.data.errors, inputs);
  sender.state.views = sender.state.views.filter(({ id }) => id !== open.id);
  return { kind: "closed" };
}

/** A person presses a button of a message: what they see is what the app then sends to the response URL. */
export async function pressButton(
  sender: Sender,
  pressed: {
    readonly user: string;
    readonly channel: string;
    readonly ts: string;
    readonly actionId: string;
  },
): Promise<CommandOutcome> {
  const { state } = sender;
  const { user, channel, ts, actionId } = pressed;
  const button = buttonOf(findSeen(state, channel, ts)?.versions.at(-1)?.blocks, actionId);
  if (button === undefined) throw new Error(`The message has no button “${actionId}”.`);
  const id = randomUUID();
  const responded = Promise.withResolvers<unknown>();
  state.responses.set(id, responded.resolve);
  const payload = {
    type: "block_actions",
    team: { id: team.team_id, domain: team.team_domain },
    user: { id: user, username: nameOf(state.directory.users, user), team_id: team.team_id },
    api_app_id: "A0CAUSEWAY1",
    token: team.token,
    trigger_id: await createTrigger(sender, user),
    container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: nameOf(state.directory.channels, channel) },
    message: { ts },
    response_url: `${state.ownUrl}/actions/${id}`,
    actions: [{ ...button, block_id: "actions", action_ts: String(Date.now() / 1_000) }],
  };
  const answer = await send(sender, { payload: JSON.stringify(payload) });
  if (answer instanceof Error) return { kind: "failed", reason: answer.message };
  const quiet = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), patienceMs).unref();
  });
  const message = ephemeral.safeParse(await Promise.race([responded.promise, quiet]));
  return message.success
    ? { kind: "answered", message: { text: message.data.text, blocks: message.data.blocks } }
    : { kind: "answered" };
}

const actionsBlock = z.object({
  type: z.literal("actions"),
  elements: z.array(z.looseObject({ type: z.literal("button"), action_id: z.string() })),
});

function buttonOf(blocks: unknown, actionId: string) {
  if (!Array.isArray(blocks)) return undefined;
  return (blocks as readonly unknown[])
    .flatMap((block) => actionsBlock.safeParse(block).data?.elements ?? [])
    .find(({ action_id: id }) => id === actionId);
}

const team = { token: "emulated", team_id: "T000000001", team_domain: "emulate" } as const;
const ephemeral = z.object({ text: z.string(), blocks: z.unknown() });
const fieldErrors = z.object({
  response_action: z.literal("errors"),
  errors: z.record(z.string(), z.string()),
});

/** Slack shows an error only at an input block of the view; for any other id it says that something went wrong. */
function shownErrors(
  errors: Readonly<Record<string, string>>,
  inputs: readonly InputBlock[],
): SubmitOutcome {
  const stray = Object.keys(errors).find(
    (blockId) => !inputs.some(({ block_id: id }) => id === blockId),
  );
  return stray === undefined
    ? { kind: "errors", errors }
    : { kind: "failed", reason: `No input block has the id ${stray}.` };
}

/** How a person's hand finds a field: its block id, the field's id, or its label. */
function namesOf({ block_id: blockId = "", label }: InputBlock): readonly string[] {
  return [blockId, blockId.replace(/^field\./, ""), label.text];
}

function stateOf(block: InputBlock, values: Readonly<Record<string, string>>): unknown {
  const { element, label, optional } = block;
  const [given] = namesOf(block).flatMap((name) => values[name] ?? []);
  const value = elementState(element, given);
  if (value === undefined && optional !== true)
    throw new Error(`Slack does not submit: fill in “${label.text}”.`);
  return {
    [element.action_id ?? "value"]: { type: element.type, ...(value ?? emptyState(element)) },
  };
}

function emptyState({ type }: InputBlock["element"]): Readonly<Record<string, unknown>> {
  if (type === "checkboxes") return { selected_options: [] };
  return type === "plain_text_input" || type === "number_input"
    ? { value: null }
    : { selected_option: null };
}

function elementState(
  element: InputBlock["element"],
  given: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (element.type === "plain_text_input" || element.type === "number_input") {
    const value = given ?? element.initial_value;
    return value === undefined || value === "" ? undefined : { value };
  }
  if (element.type === "checkboxes") {
    const wanted = given?.split(",").filter((one) => one !== "");
    const chosen = wanted?.map((one) => optionOf(element, one)) ?? element.initial_options ?? [];
    return chosen.length === 0 ? undefined : { selected_options: chosen };
  }
  const chosen = given === undefined ? element.initial_option : optionOf(element, given);
  return chosen === undefined ? undefined : { selected_option: chosen };
}

interface Option {
  readonly value: string;
  readonly text: { readonly text: string };
}

/** The option with this value or text. */
function optionOf({ options }: { readonly options: readonly Option[] }, given: string): Option {
  const found = options.find(
    ({ value, text }) => value === given || text.text.toLowerCase() === given.toLowerCase(),
  );
  if (found === undefined) throw new Error(`There is no option “${given}” to choose.`);
  return found;
}

function nameOf(ids: Readonly<Record<string, string>>, id: string): string {
  return Object.entries(ids).find(([, one]) => one === id)?.[0] ?? id;
}

async function createTrigger(
  { state, backend, controlToken }: Sender,
  user: string,
): Promise<string> {
  const answer = await callEmulator(backend, "views.generateTriggerId", controlToken, {
    user_id: user,
  });
  const triggerId = z.string().parse(answer["trigger_id"]);
  state.triggerUsers.set(triggerId, user);
  return triggerId;
}

/** A signed request, as Slack sends it. Resolves to the answer's JSON, or to what Slack would tell the person went wrong. */
async function send(
  { state, signingSecret }: Sender,
  fields: Readonly<Record<string, string>>,
): Promise<unknown> {
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest("hex");
  try {
    const response = await fetch(state.appUrl, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${signature}`,
      },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    if (!response.ok) return new Error(`dispatch_failed (HTTP ${response.status})`);
    return text === "" ? undefined : parseAnswer(text);
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    return new Error(timedOut ? "operation_timeout" : "dispatch_failed (no connection)");
  }
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text, blocks: undefined };
  }
}
