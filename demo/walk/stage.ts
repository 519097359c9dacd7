import { setTimeout as pause } from "node:timers/promises";
import type { App } from "../../src/app.ts";
import { renderBlocks, renderMessage, type Names } from "../print-slack.ts";
import type { SeenMessage } from "../emulated-slack/protocol.ts";
import type { World } from "../world.ts";

/** What a scene plays on. */
export interface Stage {
  readonly world: World;
  readonly app: App;
  readonly names: Names;
  readonly script: Script;
}

/** One part of the walk. It throws a {@link MissedCue} when something did not happen. */
export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<void>;
}

/** Something that the walk waited for did not happen: the demo's exit status says so. */
export class MissedCue extends Error {
  override readonly name = "MissedCue";
}

/** Where the conversation is printed. */
export class Script {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  scene(number: number, title: string): void {
    this.#write(`\n${"═".repeat(100)}\n ${number}. ${title}\n${"═".repeat(100)}\n`);
  }

  /** What a person does. */
  does(who: string, what: string): void {
    this.#write(`\n▶ ${who} ${what}\n`);
  }

  /** What can be seen, set off from the left. */
  shows(text: string): void {
    const lines = text.split("\n").map((line) => (line === "" ? "" : `   ${line}`));
    this.#write(`${lines.join("\n")}\n`);
  }

  says(text: string): void {
    this.#write(`\n${text}\n`);
  }
}

const patienceMs = 60_000;

/** Waits until something is there, and says what was missing when it does not come. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline)
      throw new MissedCue(`did not happen within ${patienceMs / 1000} s: ${what}`);
    await pause(25);
  }
}

/** Holds what was seen against what must be there. */
export function must(condition: boolean, what: string): void {
  if (!condition) throw new MissedCue(`is not so: ${what}`);
}

/** A message's newest version as people read it, for looking into. */
export function textOf(message: SeenMessage, names: Names): string {
  const newest = message.versions.at(-1);
  return newest === undefined ? "" : renderBlocks(newest.blocks, newest.text, names);
}

/** The newest message of a channel that people can see and whose text holds a word. */
export async function findMessage(
  { world, names }: Stage,
  channel: string,
  word: string,
): Promise<SeenMessage | undefined> {
  const messages = await world.slack.messages(channel);
  return messages.findLast((message) => !message.deleted && textOf(message, names).includes(word));
}

/** Waits for a message in a channel that says something. */
export function messageSaying(
  stage: Stage,
  channel: string,
  about: string,
  words: string,
): Promise<SeenMessage> {
  return eventually(`a message about ${about} that says “${words}”`, async () => {
    const message = await findMessage(stage, channel, about);
    return message !== undefined && textOf(message, stage.names).includes(words)
      ? message
      : undefined;
  });
}

/** Waits for a reply in a message's thread that says something. */
export function replySaying(
  stage: Stage,
  message: SeenMessage,
  words: string,
): Promise<SeenMessage> {
  return eventually(`a reply that says “${words}”`, async () => {
    const replies = await stage.world.slack.thread(message.channel, message.ts);
    return replies.find((reply) => textOf(reply, stage.names).includes(words));
  });
}

/** Prints a message with its replies, as the channel shows it. */
export async function showThread(stage: Stage, message: SeenMessage): Promise<void> {
  const { world, names, script } = stage;
  const newest =
    (await world.slack.messages(message.channel)).find(({ ts }) => ts === message.ts) ?? message;
  script.shows(renderMessage(newest, names));
  for (const reply of await world.slack.thread(message.channel, message.ts)) {
    script.shows(
      renderMessage(reply, names)
        .split("\n")
        .map((line) => `  ↳ ${line}`.trimEnd())
        .join("\n"),
    );
  }
}
