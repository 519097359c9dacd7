import { createInterface } from "node:readline/promises";
import { renderBlocks, renderView } from "./print-slack.ts";
import { parseView } from "./emulated-slack/block-kit-limits.ts";
import { showThread, type Stage } from "./walk/stage.ts";

const help = `Now it is yours. You are octocat in #my-team. Type
  /platform            what can be asked for
  /platform new-db     the form, field by field
  show                 the channel as it is now
  quit                 the end`;

/** Lets a person go on from where the walk ended: the same app, the same world. Resolves when they quit. */
export async function playOn(stage: Stage): Promise<void> {
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: "\ncauseway> ",
  });
  stage.script.says(help);
  terminal.prompt();
  for await (const line of terminal) {
    const typed = line.trim();
    if (typed === "quit" || typed === "exit") break;
    if (typed === "show") await showChannel(stage);
    else if (typed.startsWith("/platform")) {
      await typeCommand(stage, typed.slice("/platform".length).trim(), (question) =>
        terminal.question(question),
      );
    } else if (typed !== "") stage.script.says(help);
    terminal.prompt();
  }
  terminal.close();
}

async function showChannel(stage: Stage): Promise<void> {
  for (const message of await stage.world.slack.messages(stage.world.people.channels["my-team"])) {
    if (!message.deleted) await showThread(stage, message);
  }
}

async function typeCommand(
  { world, names, script }: Stage,
  text: string,
  ask: (question: string) => Promise<string>,
): Promise<void> {
  const user = world.people.users.octocat;
  const before = (await world.slack.openedView(user))?.id;
  const outcome = await world.slack.slashCommand(user, world.people.channels["my-team"], text);
  if (outcome.kind === "failed") return script.shows(`Slack says: ${outcome.reason}`);
  if (outcome.message !== undefined) {
    return script.shows(renderBlocks(outcome.message.blocks, outcome.message.text, names));
  }
  const opened = await world.slack.openedView(user);
  if (opened === undefined || opened.id === before) return;
  script.shows(renderView(opened.view, names));
  const values: Record<string, string> = {};
  for (const block of parseView(opened.view).blocks) {
    if (block.type !== "input") continue;
    const answer = (await ask(`${block.label.text}: `)).trim();
    if (answer !== "") values[block.block_id ?? ""] = answer;
  }
  const submitted = await world.slack.submitView(user, values);
  if (submitted.kind === "closed") return script.shows("Taken. Type show to see how it goes.");
  if (submitted.kind === "failed") return script.shows(`Slack says: ${submitted.reason}`);
  for (const [field, message] of Object.entries(submitted.errors))
    script.shows(`✗ at ${field}: ${message}`);
}
