import { nearestName } from "../domain/nearest-name.ts";

/** A command in a comment on a pull request. */
export type CommentCommand =
  | {
      readonly kind: "promote" | "rollback";
      readonly environment: string;
      readonly service?: string;
      readonly version?: string;
    }
  | { readonly kind: "approve" }
  | { readonly kind: "check" }
  | { readonly kind: "status" }
  | { readonly kind: "help" }
  | { readonly kind: "deny"; readonly reason: string }
  | { readonly kind: "choose"; readonly choice: string }
  | {
      readonly kind: "hold" | "unhold";
      readonly environment: string;
      readonly service?: string;
      readonly reason: string;
    }
  | {
      /** A command that can't be carried out as it was written. */
      readonly kind: "mistaken";
      /** The line as it was written, shortened. */
      readonly line: string;
      /** What would be right: one sentence. */
      readonly message: string;
    };

/** One command: how it is written, what it does, and how its words are read. */
interface CommandForm {
  readonly usage: string;
  readonly about: string;
  readonly read: (words: readonly string[], rest: string) => CommentCommand | undefined;
}

const none =
  (kind: "approve" | "check" | "status" | "help") =>
  (words: readonly string[]): CommentCommand | undefined =>
    words.length === 0 ? { kind } : undefined;

function held(kind: "hold" | "unhold") {
  return (words: readonly string[]): CommentCommand | undefined => {
    const [environment, ...reason] = words;
    return environment === undefined ? undefined : { kind, environment, reason: reason.join(" ") };
  };
}

/** Every command, in the order in which /help lists them. A new one is one entry here and its work in take-comment.ts. */
export const commentCommands: Readonly<Record<string, CommandForm>> = {
  promote: {
    usage: "/promote <environment> [service]",
    about: "brings this change, once it is merged and healthy before, to an environment",
    read: ([environment, service, ...more]) => {
      if (environment === undefined || more.length > 0) return undefined;
      return { kind: "promote", environment, ...(service === undefined ? {} : { service }) };
    },
  },
  rollback: {
    usage: "/rollback <environment> [service] [version]",
    about: "puts a service back to the last version that was healthy there, or to the one you name",
    read: ([environment, service, version, ...more]) => {
      if (environment === undefined || more.length > 0) return undefined;
      return {
        kind: "rollback",
        environment,
        ...(service === undefined ? {} : { service }),
        ...(version === undefined ? {} : { version }),
      };
    },
  },
  approve: {
    usage: "/approve",
    about:
      "approves the newest commit of a promotion or rollback; the requester's own does not count",
    read: none("approve"),
  },
  deny: {
    usage: "/deny <reason>",
    about: "says no to a promotion or rollback: its pull request is closed with your reason",
    read: (words, reason) => (words.length === 0 ? undefined : { kind: "deny", reason }),
  },
  choose: {
    usage: "/choose <answer>",
    about: "answers a question that a promotion waits with",
    read: ([choice, ...more]) =>
      choice === undefined || more.length > 0 ? undefined : { kind: "choose", choice },
  },
  hold: {
    usage: "/hold <environment> [reason]",
    about: "stops all promotions to an environment until /unhold",
    read: held("hold"),
  },
  unhold: {
    usage: "/unhold <environment>",
    about: "lets promotions to an environment go on, automatic ones too",
    read: held("unhold"),
  },
  check: {
    usage: "/check",
    about: "runs the guardrails again",
    read: none("check"),
  },
  status: {
    usage: "/status",
    about: "shows where this change runs",
    read: none("status"),
  },
  help: { usage: "/help", about: "shows this list", read: none("help") },
};

/** Longer comments are read so far; nobody types more commands than that. */
const longest = 20_000;
const mostCommands = 10;

/**
 * The commands in a comment: one per line, the first word decides. Lines in blocks of code, in quotes and in HTML
 * comments are none. A word that is near a command is told as mistaken; any other line with a slash (a path, say) is
 * left alone, unless it is all that the comment says.
 */
export function parseComment(body: string): readonly CommentCommand[] {
  const lines = plainLines(body.slice(0, longest));
  const said = lines.filter((line) => line.trim() !== "");
  return said
    .flatMap((line) => {
      const command = commandOf(line, said.length === 1);
      return command === undefined ? [] : [command];
    })
    .slice(0, mostCommands);
}

function plainLines(body: string): readonly string[] {
  const visible = body.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, "");
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of visible.split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      continue;
    }
    fence = mark;
    if (mark === undefined && !/^(?: {4}|\t| {0,3}>)/.test(line)) lines.push(line);
  }
  return lines;
}

function commandOf(line: string, alone: boolean): CommentCommand | undefined {
  const match = /^ {0,3}\/([A-Za-z][A-Za-z-]*)(?=\s|$)(.*)$/.exec(line);
  const [, typed, rest = ""] = match ?? [];
  if (typed === undefined) return undefined;
  const word = typed.toLowerCase();
  const form = Object.hasOwn(commentCommands, word) ? commentCommands[word] : undefined;
  const text = rest.trim();
  if (form === undefined) return unknownCommand(line, word, alone);
  const words = text.split(/\s+/).filter((part) => part !== "");
  return form.read(words, text) ?? mistaken(line, `It is written ${form.usage}.`);
}

function unknownCommand(line: string, word: string, alone: boolean): CommentCommand | undefined {
  const near = nearestName(word, Object.keys(commentCommands));
  if (near !== undefined) {
    const usage = commentCommands[near]?.usage ?? "";
    return mistaken(line, `There is no /${word}. Did you mean ${usage}?`);
  }
  return alone
    ? mistaken(line, `There is no /${word.slice(0, 40)}. /help lists what there is.`)
    : undefined;
}

function mistaken(line: string, message: string): CommentCommand {
  const shown = line.trim();
  return {
    kind: "mistaken",
    line: shown.length <= 100 ? shown : `${Array.from(shown).slice(0, 99).join("")}…`,
    message,
  };
}
