import { z } from "zod";
import {
  commandOutcome,
  directory,
  openView,
  seenMessage,
  submitOutcome,
  type CommandOutcome,
  type Directory,
  type Fault,
  type OpenView,
  type SeenMessage,
  type SubmitOutcome,
} from "./protocol.ts";

/** People in an emulated Slack: what they do, and what they see. Users and channels are given by id. */
export interface EmulatedSlack {
  readonly url: string;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  directory(): Promise<Directory>;
  /** Types `/platform <text>`. */
  slashCommand(user: string, channel: string, text: string): Promise<CommandOutcome>;
  openedView(user: string): Promise<OpenView | undefined>;
  /** Fills in the open form (by field id, block id or label; what is not given keeps its first value) and submits it. */
  submitView(user: string, values: Readonly<Record<string, string>>): Promise<SubmitOutcome>;
  click(
    user: string,
    place: { readonly channel: string; readonly ts: string },
    actionId: string,
  ): Promise<CommandOutcome>;
  /** All messages of a channel that are no replies, oldest first, deleted ones too. */
  messages(channel: string): Promise<readonly SeenMessage[]>;
  /** Everything that was ever said, in all channels, oldest first. */
  allMessages(): Promise<readonly SeenMessage[]>;
  /** The replies to a message, oldest first. */
  thread(channel: string, ts: string): Promise<readonly SeenMessage[]>;
  deleteMessage(channel: string, ts: string): Promise<void>;
  /** How often each Web API method was called. */
  calls(): Promise<Readonly<Record<string, number>>>;
  failNext(count: number, fault: Fault): Promise<void>;
  setBotMembership(channel: string, member: boolean): Promise<void>;
  archive(channel: string): Promise<void>;
  setAppUrl(url: string): Promise<void>;
}

/** Connects to an emulated Slack that runs in this process or in another one. */
export function connectEmulatedSlack(url: string): EmulatedSlack {
  const control = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body: unknown = {},
  ): Promise<z.infer<Schema>> => {
    const response = await fetch(`${url}/_control/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(failure.parse(answer).message);
    return schema.parse(answer);
  };
  const nothing = z.object({});
  const act = async (path: string, body: unknown): Promise<void> => {
    await control(path, nothing, body);
  };
  const allMessages = (): Promise<SeenMessage[]> => control("messages", z.array(seenMessage));
  return {
    url,
    apiUrl: `${url}/api/`,
    directory: () => control("directory", directory),
    slashCommand: (user, channel, text) => control("type", commandOutcome, { user, channel, text }),
    openedView: async (user) =>
      (await control("view", z.object({ view: openView.optional() }), { user })).view,
    submitView: (user, values) => control("submit", submitOutcome, { user, values }),
    click: (user, place, actionId) =>
      control("click", commandOutcome, { user, ...place, actionId }),
    allMessages,
    messages: async (channel) =>
      (await allMessages()).filter(
        (message) => message.channel === channel && message.threadTs === undefined,
      ),
    thread: async (channel, ts) =>
      (await allMessages()).filter(
        (message) => message.channel === channel && message.threadTs === ts,
      ),
    deleteMessage: (channel, ts) => act("delete", { channel, ts }),
    calls: () => control("calls", z.record(z.string(), z.number())),
    failNext: (count, fault) => act("fail", { count, ...fault }),
    setBotMembership: (channel, member) => act("membership", { channel, member }),
    archive: (channel) => act("archive", { channel }),
    setAppUrl: (appUrl) => act("app", { url: appUrl }),
  };
}

const failure = z.object({ message: z.string() });
