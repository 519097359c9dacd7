import { renderBlocks } from "../../demo/print-slack.ts";
import type { Directory, SeenMessage } from "../../demo/emulated-slack/protocol.ts";
import type { World } from "../../demo/world.ts";
import type { Asked } from "./traffic.ts";

/** What is there of one request at the end. */
export interface Traces {
  readonly asked: Asked;
  readonly pullRequests: number;
  readonly merged: number;
  /** Slack messages or report comments. */
  readonly messages: number;
  readonly readyReplies: number;
}

/** Counts what GitHub and Slack hold of each request. They were never killed: what they hold is the truth. */
export async function audit(world: World, asked: readonly Asked[]): Promise<readonly Traces[]> {
  const pulls = await world.github.pullRequests();
  const names = await world.slack.directory();
  const messages = (await world.slack.allMessages()).filter(({ deleted }) => !deleted);
  return Promise.all(
    asked.map(async (each) => {
      const own = pulls.filter(({ title }) => hasName(title, each.name));
      const told =
        each.surface === "slack" ? inSlack(messages, names, each) : await onIssue(world, each);
      return {
        asked: each,
        pullRequests: own.length,
        merged: own.filter(({ merged }) => merged).length,
        ...told,
      };
    }),
  );
}

/** Whether everything that was acknowledged has come to its end. */
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

function inSlack(
  messages: readonly SeenMessage[],
  names: Directory,
  { name }: Asked,
): Pick<Traces, "messages" | "readyReplies"> {
  const about = messages.filter((message) => {
    const newest = message.versions.at(-1);
    return newest !== undefined && hasName(renderBlocks(newest.blocks, newest.text, names), name);
  });
  const replies = about.filter(({ threadTs }) => threadTs !== undefined);
  const ready = replies.filter(({ versions }) =>
    (versions.at(-1)?.text ?? "").includes("is ready"),
  );
  return { messages: about.length - replies.length, readyReplies: ready.length };
}

async function onIssue(
  world: World,
  { number }: Asked,
): Promise<Pick<Traces, "messages" | "readyReplies">> {
  const comments = number === undefined ? [] : await world.github.comments(number);
  return {
    messages: comments.filter(({ body }) => body.includes("<!-- causeway:report=")).length,
    readyReplies: comments.filter(({ body }) => body.includes(":ready -->")).length,
  };
}

/** `f1-a1` is not in a text about `f1-a12`. */
function hasName(text: string, name: string): boolean {
  return new RegExp(`(?<![a-z0-9-])${name}(?![a-z0-9-])`).test(text);
}
