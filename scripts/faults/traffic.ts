import { setTimeout as pause } from "node:timers/promises";
import type { World } from "../../demo/world.ts";

/** What people asked for in one run, and what they were told. */
export interface Asked {
  readonly name: string;
  readonly surface: "slack" | "issue";
  /** For issues. */
  readonly number?: number;
  /**
   * Whether somebody was told that it was taken: the modal closed. An issue counts from the moment it was opened,
   * since a webhook that did not get through is delivered again.
   */
  readonly acknowledged: boolean;
}

/** Two people ask in Slack and one by issue form, again and again until the signal fires. */
export async function keepAsking(
  world: World,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly Asked[]> {
  const { octocat, hubot } = world.people.users;
  const rounds = await Promise.all([
    repeat(signal, (round) => askInSlack(world, octocat, `${prefix}-a${round}`)),
    repeat(signal, (round) => askInSlack(world, hubot, `${prefix}-b${round}`)),
    repeat(signal, (round) => askByIssue(world, `${prefix}-c${round}`)),
  ]);
  return rounds.flat();
}

async function repeat(
  signal: AbortSignal,
  ask: (round: number) => Promise<Asked | undefined>,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (let round = 0; !signal.aborted; round += 1) {
    const one = await ask(round);
    if (one !== undefined) asked.push(one);
    await pause(500);
  }
  return asked;
}

/** Undefined when not even the form opened: then nothing was asked. */
async function askInSlack(world: World, user: string, name: string): Promise<Asked | undefined> {
  const channel = world.people.channels["my-team"];
  const before = (await world.slack.openedView(user))?.id;
  await world.slack.slashCommand(user, channel, "new-db");
  const opened = await world.slack.openedView(user);
  if (opened === undefined || opened.id === before) return undefined;
  const outcome = await world.slack.submitView(user, {
    name,
    team: "my-team",
    size: "small",
    backup: "No",
  });
  return { name, surface: "slack", acknowledged: outcome.kind === "closed" };
}

async function askByIssue(world: World, name: string): Promise<Asked> {
  const answers = {
    "What you ask for": "new-db",
    Name: name,
    Team: "my-team",
    Size: "small",
    Backup: "no",
  };
  const body = Object.entries(answers)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
  const number = await world.github.openIssue("hubot", { title: `new-db: ${name}`, body });
  return { name, surface: "issue", number, acknowledged: true };
}
