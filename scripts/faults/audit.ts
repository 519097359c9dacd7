import { renderBlocks } from "../../demo/print-slack.ts";
import type { World } from "../../demo/world.ts";
import type { Asked } from "./traffic.ts";

/** What is there of one request. */
export interface Traces {
  readonly asked: Asked;
  readonly pullRequests: number;
  readonly merged: number;
  /** Slack messages or report comments. */
  readonly messages: number;
  readonly readyReplies: number;
}

/** The names that the traffic gives: `f12-a3`. */
const names = /\bf\d+-[abc]\d+\b/g;

/**
 * Counts what GitHub and Slack hold of each request. They were never killed: what they hold is the truth. Each message
 * and pull request is read once, because GitHub and Slack run in this process and must not wait for the count.
 */
export async function audit(world: World, asked: readonly Asked[]): Promise<readonly Traces[]> {
  const pulls = new Map<string, { pullRequests: number; merged: number }>();
  for (const { title, merged } of await world.github.pullRequests()) {
    for (const name of namesIn(title)) {
      const seen = pulls.get(name) ?? { pullRequests: 0, merged: 0 };
      pulls.set(name, {
        pullRequests: seen.pullRequests + 1,
        merged: seen.merged + (merged ? 1 : 0),
      });
    }
  }
  const told = await inSlack(world);
  const traces: Traces[] = [];
  for (const each of asked) {
    const carried = pulls.get(each.name) ?? { pullRequests: 0, merged: 0 };
    const words =
      each.surface === "slack"
        ? (told.get(each.name) ?? { messages: 0, readyReplies: 0 })
        : await onIssue(world, each);
    traces.push({ asked: each, ...carried, ...words });
  }
  return traces;
}

/** Whether what was acknowledged has come to its end. */
export function isSettled({ asked, merged, messages, readyReplies }: Traces): boolean {
  return !asked.acknowledged || (merged > 0 && messages > 0 && readyReplies > 0);
}

/** Something that was acknowledged left no whole trace. */
export function isLost(traces: Traces): boolean {
  return !isSettled(traces);
}

/** Something is there twice, whether or not it was acknowledged. */
export function isDoubled({ pullRequests, messages, readyReplies }: Traces): boolean {
  return pullRequests > 1 || messages > 1 || readyReplies > 1;
}

type Told = Pick<Traces, "messages" | "readyReplies">;

async function inSlack(world: World): Promise<ReadonlyMap<string, Told>> {
  const directory = await world.slack.directory();
  const told = new Map<string, Told>();
  for (const { deleted, versions, threadTs } of await world.slack.allMessages()) {
    const newest = versions.at(-1);
    if (deleted || newest === undefined) continue;
    const isReady = threadTs !== undefined && newest.text.includes("is ready");
    for (const name of namesIn(renderBlocks(newest.blocks, newest.text, directory))) {
      const seen = told.get(name) ?? { messages: 0, readyReplies: 0 };
      told.set(name, {
        messages: seen.messages + (threadTs === undefined ? 1 : 0),
        readyReplies: seen.readyReplies + (isReady ? 1 : 0),
      });
    }
  }
  return told;
}

async function onIssue(world: World, { number }: Asked): Promise<Told> {
  const comments = number === undefined ? [] : await world.github.comments(number);
  return {
    messages: comments.filter(({ body }) => body.includes("<!-- causeway:report=")).length,
    readyReplies: comments.filter(({ body }) => body.includes(":ready -->")).length,
  };
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(names)].map(([name]) => name));
}
