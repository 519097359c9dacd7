import type { RequestListener } from "node:http";
import { App } from "@slack/bolt";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { Clock } from "../domain/ports/clock.ts";
import type { Conversation } from "../domain/ports/conversation.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { RequestDesk } from "../domain/ports/request-desk.ts";
import type { ServiceDesk } from "../domain/ports/service-desk.ts";
import type { LinkDesk } from "../workflow/link-person.ts";
import { boltLogger } from "./bolt-logger.ts";
import type { CommandCall, CommandContext } from "./commands/command.ts";
import { platformCommands } from "./commands/table.ts";
import { unknownAnswer } from "./commands/unknown.ts";
import { createSlackConversation, type SlackRenderer } from "./conversation.ts";
import { decisionActions, takeDecision } from "./buttons/decision.ts";
import { answerWithinMs, withinDeadline } from "./deadline.ts";
import type { RequestForms } from "./forms.ts";
import { answerSubmission, type RequestModalContext } from "./modals/request.ts";
import { createAnswerPress, type AnswerPress } from "./response-url.ts";
import { sentences, type Answer } from "./rich-text.ts";
import { createTransport, type SlackSettings } from "./transport.ts";
import { createSlackWebApi } from "./web-api.ts";

export interface SlackAppOptions {
  readonly settings: SlackSettings;
  readonly desk: RequestDesk;
  readonly links: LinkDesk;
  readonly services: ServiceDesk;
  readonly forms: RequestForms;
  readonly renderer: SlackRenderer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where Causeway's own pages are, if they can be reached. */
  readonly webBaseUrl?: string;
}

/** The Slack side of Causeway. */
export interface SlackApp {
  /** For POST /slack/events on the one HTTP server; undefined with Socket Mode. */
  readonly requestListener: RequestListener | undefined;
  /** Begins to connect, with Socket Mode, and does not wait for it; nothing to do over HTTP. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly conversation: Conversation;
}

const apiTimeoutMs = { answering: 2_000, working: 10_000 } as const;

/** Puts Bolt, the commands, the modal and the conversation together. Connects to nothing yet. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { settings, log, desk, links, services, forms, clock } = options;
  const transport = createTransport(settings, log);
  const app = new App({
    receiver: transport.receiver,
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    convoStore: false,
    ignoreSelf: false,
    logger: boltLogger(log),
  });
  const api = createSlackWebApi(settings, { log, timeoutMs: apiTimeoutMs.answering });
  const { webBaseUrl } = options;
  const context = { desk, links, services, forms, api, commands: platformCommands };
  listen(app, {
    command: webBaseUrl === undefined ? context : { ...context, webBaseUrl },
    modal: { desk, forms, clock, log, answerWithinMs },
    answerPress: createAnswerPress(settings, log),
  });
  const workingApi = createSlackWebApi(settings, { log, timeoutMs: apiTimeoutMs.working });
  return {
    requestListener: transport.requestListener,
    start: () => transport.start(),
    stop: () => transport.stop(),
    conversation: createSlackConversation(workingApi, options.renderer, log),
  };
}

function listen(
  app: App,
  contexts: {
    readonly command: CommandContext;
    readonly modal: RequestModalContext;
    readonly answerPress: AnswerPress;
  },
): void {
  app.command("/platform", async ({ command, ack }) => {
    const call: CommandCall = {
      words: wordsOf(command.text),
      userId: command.user_id,
      // Slack says that it may leave the name out one day.
      userName: command.user_name || command.user_id,
      teamId: command.team_id,
      channel: command.channel_id,
      triggerId: command.trigger_id,
      receivedAt: contexts.modal.clock.now().toISOString(),
    };
    const answer = await answerCommand(call, contexts.command, contexts.modal.log);
    await (answer === undefined ? ack() : ack({ response_type: "ephemeral", ...answer }));
  });
  app.action(decisionActions, async ({ ack, body, action }) => {
    const told = await takeDecision({ body, action }, contexts.command, contexts.modal);
    await ack();
    await contexts.answerPress("response_url" in body ? body.response_url : undefined, told);
  });
  app.view("request", async ({ body, view, ack }) => {
    const answer = await answerSubmission({ userId: body.user.id, view }, contexts.modal);
    await (answer.kind === "taken"
      ? ack()
      : ack({ response_action: "errors", errors: answer.errors }));
  });
}

/** Phones begin a line with a capital: the command itself is read in lower case. */
function wordsOf(text: string): readonly string[] {
  const [first, ...others] = text.split(/\s+/).filter((word) => word !== "");
  return first === undefined ? [] : [first.toLowerCase(), ...others];
}

/** Always answers in time and never throws: a person who typed a command is told what became of it. */
async function answerCommand(
  call: CommandCall,
  context: CommandContext,
  log: Logger,
): Promise<Answer | undefined> {
  const offered = context.desk.offered();
  const command = context.commands.find((one) => one.matches(call, offered));
  if (command === undefined) return unknownAnswer(call, context, offered);
  try {
    const done = command.run(call, context).then((answer) => ({ answer }));
    const result = await withinDeadline(done, answerWithinMs);
    return result === undefined
      ? sentences(
          "Slack and I take longer than usual. If nothing opens, please type the command again.",
        )
      : result.answer;
  } catch (error) {
    log.error({ command: call.words[0], error: errorMessage(error) }, "a Slack command failed");
    const reason = error instanceof TerminalError ? error.message : "Please try again in a moment.";
    return sentences(`Something went wrong on our side, and nothing was asked for. ${reason}`);
  }
}
