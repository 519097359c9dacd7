import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlackApp } from "../../src/slack/slack-app.ts";
import {
  botToken,
  database,
  forms,
  noLinks,
  NotingDesk,
  NotingServiceDesk,
  offeredWith,
  openWorkspace,
  renderer,
  signingSecret,
  silent,
  type Workspace,
} from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

function post(body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const all = { "content-type": "application/x-www-form-urlencoded", ...headers };
  return fetch(workspace.eventsUrl, { method: "POST", headers: all, body });
}

/** What the person sees after `/platform <text>`, as text. */
async function answerTo(text: string): Promise<string> {
  const outcome = await workspace.slack.slashCommand(workspace.user, workspace.channel, text);
  if (outcome.kind === "failed") throw new Error(outcome.reason);
  return JSON.stringify(outcome.message?.blocks ?? null);
}

const filledIn = { name: "my-app-database", size: "medium" };

describe("requests that are not from Slack", () => {
  const body = new URLSearchParams({
    command: "/platform",
    text: "",
    user_id: "U1",
    channel_id: "C1",
    team_id: "T1",
    trigger_id: "1",
  }).toString();

  it("get 401 with a wrong signature, an old one, or none; nothing is done", async () => {
    const now = Math.floor(Date.now() / 1000);
    const signed = (secret: string, time: number) => ({
      "x-slack-request-timestamp": String(time),
      "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${time}:${body}`).digest("hex")}`,
    });
    expect((await post(body, signed("not the secret", now))).status).toBe(401);
    expect((await post(body, signed(signingSecret, now - 3_600))).status).toBe(401);
    expect((await post(body, {})).status).toBe(401);
    expect((await post(body, signed(signingSecret, now))).status).toBe(200);
    expect(workspace.desk.submissions).toEqual([]);
  });

  it("get 404 anywhere else", async () => {
    expect((await fetch(new URL("/elsewhere", workspace.eventsUrl))).status).toBe(404);
    expect((await fetch(workspace.eventsUrl)).status).toBe(404);
  });

  it("are not read beyond what Slack would send", async () => {
    expect((await post("x".repeat(2_000_000), {})).status).toBe(413);
  });
});

describe("/platform", () => {
  it("shows what can be asked for, made from the catalog", async () => {
    const answer = await answerTo("");
    expect(answer).toContain("/platform new-db");
    expect(answer).toContain("A Cosmos DB account.");
    expect(await answerTo("help")).toBe(answer);
  });

  it("names what is broken, with the place to mend", async () => {
    const location = {
      path: "compositions/cache.yaml",
      startLine: 12,
      startColumn: 5,
      endLine: 12,
      endColumn: 9,
    };
    const problems = [{ location, message: "There is no openAPIV3Schema." }];
    workspace.desk.now = offeredWith({
      broken: [{ name: "caches.platform.example.com", path: location.path, problems }],
    });
    const answer = await answerTo("");
    expect(answer).toContain("caches.platform.example.com");
    expect(answer).toContain("compositions/cache.yaml:12:5: There is no openAPIV3Schema.");
  });

  it("says so while nothing is loaded yet", async () => {
    workspace.desk.now = undefined;
    expect(await answerTo("")).toContain("still reading the configuration repository");
    expect(await answerTo("new-db")).toContain("still reading the configuration repository");
  });

  it("says so when nothing is offered", async () => {
    workspace.desk.now = offeredWith({ offerings: [] });
    expect(await answerTo("")).toContain("Nothing can be asked for yet");
  });

  it.each([
    ["new-bd", "/platform new-db"],
    ["db", "/platform new-db"],
    ["hlep", "/platform help"],
  ])("names the nearest command for %j", async (word, command) => {
    expect(await answerTo(word)).toContain(`Did you mean ${command}?`);
  });

  it("guesses nothing for a word that is near to none, and repeats it as text only", async () => {
    const answer = await answerTo("<!channel> drop-everything-now");
    expect(answer).not.toContain("Did you mean");
    expect(answer).toContain('"type":"text","text":"I don\'t know “<!channel>”');
  });

  it("stays within a message, however long the catalog is", async () => {
    const offerings = Array.from({ length: 300 }, (_, index) => ({
      ...database,
      command: `new-thing-${index}`,
      title: "T".repeat(500),
      description: "D".repeat(5_000),
    }));
    workspace.desk.now = offeredWith({ offerings });
    expect(await answerTo("")).toMatch(/and 2\d\d more/);
  });
});

describe("/platform new-db", () => {
  it("opens the form, which remembers offering and channel", async () => {
    expect(await answerTo("new-db")).toBe("null");
    const opened = await workspace.slack.openedView(workspace.user);
    expect(opened?.view).toMatchObject({
      callback_id: "request",
      private_metadata: JSON.stringify({ channel: workspace.channel, offering: database.name }),
    });
  });

  it("is understood as a phone writes it", async () => {
    expect(await answerTo("New-db")).toBe("null");
  });

  it("says so when Slack did not open it in time", async () => {
    await workspace.slack.failNext(1, { method: "views.open", error: "expired_trigger_id" });
    const answer = await answerTo("new-db");
    expect(answer).toContain("nothing was asked for");
    expect(answer).toContain("/platform new-db again");
  });

  it("says so when Slack fails or is busy", async () => {
    await workspace.slack.failNext(1, { method: "views.open", status: 502 });
    expect(await answerTo("new-db")).toContain("type /platform new-db again");
    await workspace.slack.failNext(1, { method: "views.open", status: 429, retryAfter: 20 });
    expect(await answerTo("new-db")).toContain("type /platform new-db again");
  });

  it("says what an admin must mend", async () => {
    await workspace.slack.failNext(1, { method: "views.open", error: "invalid_auth" });
    expect(await answerTo("new-db")).toContain("SLACK_BOT_TOKEN");
  });
});

describe("a person at the form", () => {
  it.each([
    [{ ...filledIn, colour: "red" }, "has no field “colour”"],
    [{ ...filledIn, size: "enormous" }, "no option “enormous”"],
    [{ name: "my-db" }, "fill in “Size”"],
  ])("can't submit what Slack would not let them: %j", async (values, words) => {
    await answerTo("new-db");
    await expect(workspace.slack.submitView(workspace.user, values)).rejects.toThrow(words);
    expect(workspace.desk.submissions).toEqual([]);
  });
});

describe("the form", () => {
  beforeEach(async () => {
    await answerTo("new-db");
  });

  it("closes when the request is taken, with everything that the desk needs", async () => {
    const opened = await workspace.slack.openedView(workspace.user);
    expect(await workspace.slack.submitView(workspace.user, filledIn)).toEqual({ kind: "closed" });
    expect(workspace.desk.submissions).toEqual([
      {
        eventId: `slack:${opened?.id ?? ""}`,
        sender: { surface: "slack", userId: workspace.user },
        thread: { surface: "slack", channel: workspace.channel, userId: workspace.user },
        offering: database.name,
        team: "team-alpha",
        name: "my-app-database",
        values: { spec: { parameters: { size: "medium" } } },
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ]);
  });

  it("refuses a wrong name at its field, and takes the corrected one from the same form", async () => {
    const outcome = await workspace.slack.submitView(workspace.user, {
      ...filledIn,
      name: "My DB",
    });
    expect(outcome).toEqual({
      kind: "errors",
      errors: { "field.name": expect.stringContaining("“My DB” is no valid name") },
    });
    expect(workspace.desk.submissions).toEqual([]);
    expect(await workspace.slack.submitView(workspace.user, filledIn)).toEqual({ kind: "closed" });
  });

  it("shows a rule's refusal at the field that it is about", async () => {
    workspace.desk.answer = () =>
      Promise.resolve({
        kind: "refused",
        decision: {
          kind: "refuse",
          reasonCode: "nameTaken",
          fieldId: "size",
          message: "Too large for you.",
        },
      });
    const outcome = await workspace.slack.submitView(workspace.user, filledIn);
    expect(outcome).toEqual({ kind: "errors", errors: { "field.size": "Too large for you." } });
  });

  it.each([undefined, "team"])(
    "shows a refusal that belongs to no field of the form (%s) at the first one",
    async (fieldId) => {
      const message =
        "I don't know you. Ask the platform team to add your Slack id to people in platform.yaml.";
      workspace.desk.answer = () =>
        Promise.resolve({
          kind: "refused",
          decision: {
            kind: "refuse",
            reasonCode: "requesterUnknown",
            message,
            ...(fieldId === undefined ? {} : { fieldId }),
          },
        });
      const outcome = await workspace.slack.submitView(workspace.user, filledIn);
      expect(outcome).toEqual({ kind: "errors", errors: { "field.name": message } });
    },
  );

  it("sends the same event id for a double click, so that one request comes of it", async () => {
    const both = await Promise.all([
      workspace.slack.submitView(workspace.user, filledIn),
      workspace.slack.submitView(workspace.user, filledIn),
    ]);
    expect(both.every(({ kind }) => kind === "closed")).toBe(true);
    expect(new Set(workspace.desk.submissions.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it("says that nothing was taken when it could not be stored, and stays open", async () => {
    workspace.desk.answer = () => Promise.reject(new Error("connection refused"));
    const outcome = await workspace.slack.submitView(workspace.user, filledIn);
    expect(outcome).toEqual({
      kind: "errors",
      errors: { "field.name": expect.stringContaining("nothing was taken") },
    });
    expect(await workspace.slack.openedView(workspace.user)).toBeDefined();
  });

  it("does not close before the request is stored", async () => {
    const stored = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    workspace.desk.answer = async () => {
      reached.resolve();
      await stored.promise;
      return { kind: "accepted", requestId: "r-1" };
    };
    let answered = false;
    const submitting = workspace.slack.submitView(workspace.user, filledIn).then((outcome) => {
      answered = true;
      return outcome;
    });
    await reached.promise;
    // A full round trip to the same server: an early answer would have arrived by then.
    await answerTo("help");
    expect(answered).toBe(false);
    stored.resolve();
    expect(await submitting).toEqual({ kind: "closed" });
  });

  it("says so when the offering was withdrawn meanwhile", async () => {
    workspace.desk.now = offeredWith({ offerings: [] });
    const outcome = await workspace.slack.submitView(workspace.user, filledIn);
    expect(outcome).toEqual({
      kind: "errors",
      errors: { "field.name": expect.stringContaining("can't be asked for any more") },
    });
  });
});

it("mounts nothing with Socket Mode, and lets go of it before it ever connected", async () => {
  const app = createSlackApp({
    settings: { botToken, appToken: "xapp-1-A0-0-0" },
    desk: new NotingDesk(),
    services: new NotingServiceDesk(),
    links: noLinks,
    forms,
    renderer,
    clock: { now: () => new Date() },
    log: silent,
  });
  expect(app.requestListener).toBeUndefined();
  await expect(app.stop()).resolves.toBeUndefined();
});
