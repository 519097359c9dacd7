import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderBlocks } from "../../demo/print-slack.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import { rules } from "../plan/environment-rules/facts.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  const { now } = workspace.desk;
  if (now === undefined) throw new Error("the desk offers nothing");
  const environments = ["dev", "staging", "production"].map(rules);
  workspace.desk.now = { ...now, platform: { ...now.platform, environments } };
});

afterAll(() => workspace.close());

beforeEach(() => {
  workspace.desk.moves.length = 0;
  workspace.services.decisions.length = 0;
  workspace.services.holds.length = 0;
});

async function types(text: string): Promise<string> {
  const { slack, user, channel, directory } = workspace;
  const outcome = await slack.slashCommand(user, channel, text);
  if (outcome.kind !== "answered" || outcome.message === undefined) return outcome.kind;
  return renderBlocks(outcome.message.blocks, outcome.message.text, directory);
}

describe("/platform promote and rollback", () => {
  it.each([
    ["promote checkout staging", { kind: "promote", service: "checkout", environment: "staging" }],
    ["promote staging checkout", { kind: "promote", service: "checkout", environment: "staging" }],
    ["Promote checkout staging", { kind: "promote", service: "checkout", environment: "staging" }],
    [
      "rollback checkout production",
      { kind: "rollback", service: "checkout", environment: "production" },
    ],
    [
      "rollback checkout production 1.4.1",
      { kind: "rollback", service: "checkout", environment: "production", version: "1.4.1" },
    ],
  ])("%s is asked in the name of who typed it", async (text, move) => {
    const { user, channel } = workspace;
    expect(await types(text)).toMatch(/^On it: /);
    expect(workspace.desk.moves).toMatchObject([
      {
        ...move,
        sender: { surface: "slack", userId: user },
        thread: { surface: "slack", channel, userId: user },
      },
    ]);
  });

  it.each([
    ["promote", "It is written /platform promote <service> <environment>."],
    ["promote checkout", "It is written /platform promote <service> <environment>."],
    [
      "promote checkout staging 1.4.2",
      "It is written /platform promote <service> <environment>. The version is what runs in the environment before.",
    ],
    [
      "rollback checkout production 1 2",
      "It is written /platform rollback <service> <environment> [version].",
    ],
  ])("%s says how it is written", async (text, answer) => {
    expect(await types(text)).toBe(answer);
    expect(workspace.desk.moves).toEqual([]);
  });

  it("tells why it was refused", async () => {
    const message = 'There is no service "chekout". Did you mean checkout?';
    workspace.desk.answerMove = () =>
      Promise.resolve({
        kind: "refused",
        decision: { kind: "refuse", reasonCode: "serviceUnknown", message },
      });
    expect(await types("promote chekout staging")).toBe(message);
    workspace.desk.answerMove = () => Promise.resolve({ kind: "accepted", requestId: "r-1" });
  });
});

describe("/platform status", () => {
  it("shows a table and what is on its way", async () => {
    workspace.services.statuses = [
      {
        service: "checkout",
        environment: "staging",
        version: "1.4.2",
        health: "healthy",
        sync: "synced",
        underWay: ["Promotion of 1.4.3 to staging: It waits for one approval."],
      },
      {
        service: "checkout",
        environment: "production",
        health: "degraded",
        sync: "outOfSync",
        underWay: [],
      },
    ];
    const lines = (await types("status")).split("\n").map((line) => line.trim());
    expect(lines[0]).toMatch(/^Service +Environment +Version +Health +Since +By$/);
    expect(lines[1]).toMatch(/^checkout +staging +1\.4\.2 +✅ healthy/);
    expect(lines[2]).toMatch(/^checkout +production +– +❌ degraded, not in step with Git/);
    expect(lines.join("\n")).toContain("• Promotion of 1.4.3 to staging");
  });

  it("says what there is for a name that is neither a service nor an environment", async () => {
    expect(await types("status nothing")).toBe('There is no service "nothing".');
  });
});

describe("/platform freeze and unfreeze", () => {
  it.each([
    ["freeze production", { kind: "hold", environment: "production", reason: "" }],
    [
      "freeze production incident 42",
      { kind: "hold", environment: "production", reason: "incident 42" },
    ],
    ["unfreeze production", { kind: "unhold", environment: "production", reason: "" }],
    ["unhold production", { kind: "unhold", environment: "production", reason: "" }],
  ])("%s", async (text, change) => {
    expect(await types(text)).toBe("production is held.");
    expect(workspace.services.holds).toEqual([change]);
  });

  it("ends by itself after the time that is named", async () => {
    const before = Date.now();
    await types("freeze production 2h incident 42");
    const [hold] = workspace.services.holds;
    expect(hold).toMatchObject({ environment: "production", reason: "incident 42" });
    const lasts = Date.parse(hold?.until ?? "") - before;
    expect(Math.round(lasts / 60_000)).toBe(120);
  });

  it("says how it is written", async () => {
    expect(await types("freeze")).toMatch(/^It is written \/platform freeze/);
  });
});

describe("a button under a reply", () => {
  const request = {
    id: "r-0123456789",
    kind: "promote",
    service: "checkout",
    environment: "production",
    requester: { githubLogin: "octocat" },
    askedAt: new Date().toISOString(),
  } as const;

  async function press(index: number): Promise<string> {
    const { app, slack, user, channel, directory } = workspace;
    const thread = { surface: "slack", channel, userId: user } as const;
    const record: RequestRecord = { request, thread, state: "open", replies: {} };
    const report = {
      requestId: request.id,
      title: "t",
      requester: request.requester,
      steps: [],
      links: [],
    };
    const message = await app.conversation.ensureMessage(record, report, true);
    const buttons = [
      { kind: "approve", label: "Approve", value: { headSha: "abc" } },
      { kind: "deny", label: "Deny", value: { headSha: "abc" } },
      { kind: "choose", label: "web", value: { option: "web" } },
      {
        kind: "promote",
        label: "Promote",
        value: { service: "checkout", environment: "production" },
      },
    ] as const;
    const reply = {
      kind: "waiting",
      requestId: request.id,
      paragraphs: ["Well?"],
      links: [],
      buttons,
    };
    const sent = await app.conversation.ensureReply(record, message, reply, true);
    const button = buttons[index];
    const outcome = await slack.click(
      user,
      { channel: sent.channel, ts: sent.id },
      `causeway:${button?.kind ?? ""}:${index}`,
    );
    if (outcome.kind !== "answered" || outcome.message === undefined) return outcome.kind;
    return renderBlocks(outcome.message.blocks, outcome.message.text, directory);
  }

  it.each([
    [0, { kind: "approve", headSha: "abc" }],
    [1, { kind: "deny", reason: "pressed Deny in Slack" }],
    [2, { kind: "choose", option: "web" }],
  ])("number %i is kept as the decision of who pressed it, and answered", async (index, choice) => {
    expect(await press(index)).toBe("Noted.");
    expect(workspace.services.decisions).toMatchObject([
      { requestId: request.id, choice, sender: { surface: "slack", userId: workspace.user } },
    ]);
  });

  it("that promotes asks in the name of who pressed it", async () => {
    expect(await press(3)).toBe("On it: promoting checkout to production.");
    expect(workspace.desk.moves).toMatchObject([
      { kind: "promote", service: "checkout", environment: "production" },
    ]);
  });
});
