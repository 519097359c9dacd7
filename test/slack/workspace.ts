import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { startEmulatedSlack, type RunningSlack } from "../../demo/emulated-slack/server.ts";
import type { Directory } from "../../demo/emulated-slack/protocol.ts";
import type { Offering } from "../../src/domain/offering.ts";
import type { Platform } from "../../src/domain/platform.ts";
import type { Logger } from "../../src/domain/ports/logger.ts";
import type {
  AskedMove,
  Offered,
  RequestDesk,
  Submission,
  SubmissionOutcome,
} from "../../src/domain/ports/request-desk.ts";
import {
  renderReplyBlocks,
  renderReportBlocks,
  replyFallbackText,
  reportFallbackText,
} from "../../src/report/render-blocks.ts";
import type { EnvironmentStatus } from "../../src/domain/service-status.ts";
import type {
  GivenDecision,
  HoldChange,
  ServiceDesk,
} from "../../src/domain/ports/service-desk.ts";
import type { SlackRenderer } from "../../src/slack/conversation.ts";
import type { RequestForms } from "../../src/slack/forms.ts";
import { requiredScopes } from "../../src/slack/scopes.ts";
import { createSlackApp, type SlackApp } from "../../src/slack/slack-app.ts";
import { createLinkDesk, type LinkDesk } from "../../src/workflow/link-person.ts";
import { FakePeopleLinks } from "../fakes/fake-people-links.ts";

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
export const botToken = "xoxb-emulated-bot";

export const renderer: SlackRenderer = {
  reportBlocks: renderReportBlocks,
  reportText: reportFallbackText,
  replyBlocks: renderReplyBlocks,
  replyText: replyFallbackText,
};

export const database: Offering = {
  name: "databases.platform.example.com",
  command: "new-db",
  title: "Database",
  description: "A Cosmos DB account.",
  source: { kind: "xrd", path: "compositions/database-composition.yaml" },
  schema: {},
  fields: [],
  target: {
    apiVersion: "platform.example.com/v1alpha1",
    kind: "Database",
    plural: "databases",
    namespaced: true,
  },
  unsupported: [],
};

const platform: Platform = {
  environments: [],
  teams: new Map(),
  people: new Map(),
  commands: new Map(),
  requests: [],
  connections: new Map(),
  guardrails: new Map(),
};

export function offeredWith(changes: Partial<Offered["catalog"]> = {}): Offered {
  return { platform, catalog: { offerings: [database], broken: [], ...changes } };
}

/** A form with a name and a size: enough to play the modal's part. */
export const forms: RequestForms = {
  toModal: (_offering, _platform, privateMetadata) => ({
    kind: "view",
    view: {
      type: "modal",
      callback_id: "request",
      private_metadata: privateMetadata,
      title: { type: "plain_text", text: "Database" },
      submit: { type: "plain_text", text: "Ask" },
      blocks: [
        {
          type: "input",
          block_id: "field.name",
          label: { type: "plain_text", text: "Name" },
          element: { type: "plain_text_input", action_id: "value" },
        },
        {
          type: "input",
          block_id: "field.size",
          label: { type: "plain_text", text: "Size" },
          element: {
            type: "static_select",
            action_id: "value",
            options: ["small", "medium"].map((text) => ({
              text: { type: "plain_text", text },
              value: text,
            })),
          },
        },
      ],
    },
  }),
  parseModalState: (state) => {
    const { values } = filledIn.parse(state);
    const name = values["field.name"].value.value;
    if (!/^[a-z-]+$/.test(name)) {
      const message = `“${name}” is no valid name: use lower-case letters and dashes.`;
      return { kind: "invalid", errors: [{ fieldId: "name", message }] };
    }
    const size = values["field.size"].value.selected_option.value;
    return { kind: "parsed", team: "team-alpha", name, values: { spec: { parameters: { size } } } };
  },
};

const filledIn = z.object({
  values: z.object({
    "field.name": z.object({ value: z.object({ value: z.string() }) }),
    "field.size": z.object({
      value: z.object({ selected_option: z.object({ value: z.string() }) }),
    }),
  }),
});

/** A desk that notes what is handed in. `submit` can be replaced for a test. */
export class NotingDesk implements RequestDesk {
  readonly submissions: Submission[] = [];
  now: Offered | undefined = offeredWith();
  answer: (submission: Submission) => Promise<SubmissionOutcome> = ({ eventId }) =>
    Promise.resolve({ kind: "accepted", requestId: `r-${eventId.length}` });

  offered(): Offered | undefined {
    return this.now;
  }

  readonly moves: AskedMove[] = [];
  answerMove: (move: AskedMove) => Promise<SubmissionOutcome> = ({ eventId }) =>
    Promise.resolve({ kind: "accepted", requestId: `r-${eventId.length}` });

  ask(move: AskedMove): Promise<SubmissionOutcome> {
    this.moves.push(move);
    return this.answerMove(move);
  }

  submit(submission: Submission): Promise<SubmissionOutcome> {
    this.submissions.push(submission);
    return this.answer(submission);
  }
}

/** A desk for services that notes what is decided. */
export class NotingServiceDesk implements ServiceDesk {
  readonly decisions: GivenDecision[] = [];
  readonly holds: HoldChange[] = [];
  statuses: readonly EnvironmentStatus[] = [];

  status: ServiceDesk["status"] = (asked) =>
    Promise.resolve(
      asked === "nothing"
        ? { kind: "unknown", message: 'There is no service "nothing".' }
        : { kind: "status", statuses: this.statuses },
    );

  decide(decision: GivenDecision): Promise<string> {
    this.decisions.push(decision);
    return Promise.resolve("Noted.");
  }

  changeHold(change: HoldChange): Promise<string> {
    this.holds.push(change);
    return Promise.resolve(`${change.environment} is held.`);
  }
}

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** An installation that can't sign people in. */
export const noLinks = createLinkDesk({
  links: new FakePeopleLinks(),
  platform: () => platform,
  clock: { now: () => new Date() },
  log: silent,
});

export interface Workspace {
  readonly slack: RunningSlack;
  readonly app: SlackApp;
  readonly desk: NotingDesk;
  readonly services: NotingServiceDesk;
  readonly directory: Directory;
  readonly user: string;
  readonly channel: string;
  /** Where the app takes events. */
  readonly eventsUrl: string;
  close(): Promise<void>;
}

/** An emulated Slack with one person and two channels, and the app behind real HTTP. */
export async function openWorkspace(
  options: {
    readonly scopes?: readonly string[];
    readonly forms?: RequestForms;
    readonly links?: LinkDesk;
  } = {},
): Promise<Workspace> {
  const slack = await startEmulatedSlack({
    users: ["jane"],
    channels: [{ name: "team-alpha" }, { name: "private-matters", withoutBot: true }],
    signingSecret,
    botToken,
    scopes: options.scopes ?? requiredScopes(),
  });
  const desk = new NotingDesk();
  const services = new NotingServiceDesk();
  const settings = { botToken, signingSecret, apiUrl: slack.apiUrl };
  const clock = { now: () => new Date() };
  const app = createSlackApp({
    settings,
    desk,
    services,
    links: options.links ?? noLinks,
    forms: options.forms ?? forms,
    renderer,
    clock,
    log: silent,
  });
  const server = createServer(app.requestListener);
  const eventsUrl = `${await listen(server)}/slack/events`;
  await slack.setAppUrl(eventsUrl);
  const directory = await slack.directory();
  return {
    slack,
    app,
    desk,
    services,
    directory,
    user: directory.users["jane"] ?? "",
    channel: directory.channels["team-alpha"] ?? "",
    eventsUrl,
    close: async () => {
      await closeServer(server);
      await slack.close();
    },
  };
}

function listen(server: Server): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${portOf(server.address())}`));
  return promise;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
