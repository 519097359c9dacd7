import { setTimeout as pause } from "node:timers/promises";
import { secrets, type World } from "../../demo/world.ts";
import { slackPath, webhookPath } from "../../src/web/server.ts";
import {
  githubWebhook,
  percentile,
  post,
  slackInteraction,
  type Timed,
} from "./signed-requests.ts";

/** How long people and GitHub wait for the answer, durable write included. */
export interface AcknowledgeFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The first second finds code that was not compiled yet; it is sent and not counted. */
const slackWarmSeconds = 1;
const slackSeconds = 8;
const slackPerSecond = 50;
const webhookCount = 5_000;
const webhookCallers = 32;

function figures(answers: readonly Timed[], seconds: number): AcknowledgeFigures {
  const ms = times(answers);
  return {
    perSecond: answers.length / seconds,
    p50Ms: percentile(ms, 0.5),
    p99Ms: percentile(ms, 0.99),
  };
}

function times(answers: readonly Timed[]): readonly number[] {
  const refused = answers.find(({ status }) => status !== 200);
  if (refused !== undefined)
    throw new Error(`The app answered ${refused.status}; the figures would mean nothing.`);
  return answers.map(({ ms }) => ms);
}

function option(value: string) {
  return { value: { type: "static_select", selected_option: { value } } };
}

/** Submits forms at 50 a second to a running app. Each is a form of its own: another view, another name. */
export async function benchSubmissions({
  slack,
  people,
  appPort,
}: World): Promise<AcknowledgeFigures> {
  const user = people.users.octocat;
  const channel = people.channels["my-team"];
  await slack.slashCommand(user, channel, "new-db");
  const opened = await slack.openedView(user);
  const view = opened?.view as Readonly<Record<string, unknown>>;
  const calls: Promise<Timed>[] = [];
  const started = performance.now();
  for (let index = 0; index < (slackWarmSeconds + slackSeconds) * slackPerSecond; index += 1) {
    await pause(Math.max(0, started + (index * 1_000) / slackPerSecond - performance.now()));
    const state = {
      values: {
        "field.name": { value: { type: "plain_text_input", value: `bench-${index}` } },
        "field.team": option("team-alpha"),
        "field.size": option("small"),
        "field.backup": { value: { type: "radio_buttons", selected_option: { value: "no" } } },
      },
    };
    const payload = {
      type: "view_submission",
      team: { id: "T1" },
      user: { id: user },
      view: { ...view, id: `VBENCH${index}`, state },
    };
    calls.push(post(appPort, slackPath, slackInteraction(secrets.slackSigning, payload)));
  }
  const answers = await Promise.all(calls);
  return figures(answers.slice(slackWarmSeconds * slackPerSecond), slackSeconds);
}

/** Sends webhooks to a running app from 32 callers, as fast as they are answered. */
export async function benchWebhooks({ appPort }: World): Promise<AcknowledgeFigures> {
  const answers: Timed[] = [];
  let next = 0;
  const started = performance.now();
  const caller = async (): Promise<void> => {
    while (next < webhookCount) {
      next += 1;
      const payload = {
        action: "opened",
        repository: { full_name: "myorg/platform-config" },
        issue: { number: 100_000 + next, body: `Something that is no form. ${"x".repeat(6_000)}` },
        sender: { login: "octocat" },
      };
      answers.push(
        await post(appPort, webhookPath, githubWebhook(secrets.webhook, "issues", payload)),
      );
    }
  };
  await Promise.all(Array.from({ length: webhookCallers }, caller));
  return figures(answers, (performance.now() - started) / 1_000);
}
