import type { RichTextElement } from "@slack/types";
import { formatProblem } from "../../domain/location.ts";
import type { BrokenOffering } from "../../domain/offering.ts";
import { bold, code, plain, richText, sentences, type Answer } from "../rich-text.ts";
import type { CommandContext, PlatformCommand, Usage } from "./command.ts";

/** `/platform` and `/platform help`: what can be asked for, made from the catalog. */
export const helpCommand: PlatformCommand = {
  usages: () => [{ words: "help", title: "Help", description: "Shows this list." }],
  matches: ({ words }) => words.length === 0 || words[0] === "help",
  run: (_call, context) => Promise.resolve(helpAnswer(context)),
};

/** Slack shows a long answer badly; the web pages have all of it. */
const shown = 25;

function helpAnswer(context: CommandContext): Answer {
  const offered = context.desk.offered();
  if (offered === undefined) return sentences(notLoadedYet);
  const usages = context.commands.flatMap((command) => command.usages(offered));
  const nothing =
    offered.catalog.offerings.length === 0
      ? [
          plain(
            "\nNothing can be asked for yet: the configuration repository has no offering that works.",
          ),
        ]
      : [];
  const first = [
    bold("What you can ask for"),
    ...nothing,
    ...usages.slice(0, shown).flatMap(usageElements),
  ];
  const broken = brokenElements(offered.catalog.broken);
  return {
    text: `What you can ask for: ${usages.map(({ words }) => `/platform ${words}`).join(", ")}`.slice(
      0,
      3_000,
    ),
    blocks: [
      richText([...first, ...moreElements(usages.length - shown, context.webBaseUrl)]),
      ...(broken.length === 0 ? [] : [richText(broken)]),
    ],
  };
}

export const notLoadedYet =
  "I am still reading the configuration repository, so I don't know yet what can be asked for. Please try again in a moment.";

function usageElements({ words, title, description }: Usage): readonly RichTextElement[] {
  const about = description === "" ? "" : `: ${cutTo(description, 200)}`;
  return [
    plain("\n"),
    code(`/platform ${words}`),
    plain("  "),
    bold(cutTo(title, 100)),
    plain(about === "" ? " " : about),
  ];
}

function moreElements(count: number, webBaseUrl: string | undefined): readonly RichTextElement[] {
  if (count <= 0) return [];
  const text = `\n… and ${count} more`;
  return webBaseUrl === undefined
    ? [plain(text)]
    : [plain(`${text}: `), { type: "link", url: webBaseUrl, text: "see all of them" }];
}

function brokenElements(broken: readonly BrokenOffering[]): readonly RichTextElement[] {
  if (broken.length === 0) return [];
  const lines = broken.slice(0, 10).flatMap(({ name, path, problems }) => {
    const [problem] = problems;
    const reason = problem === undefined ? path : formatProblem(problem);
    const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return [plain("\n"), code(cutTo(name, 100)), plain(`  ${cutTo(reason, 300)}${others}`)];
  });
  return [bold("Not available, because the file has a mistake"), ...lines];
}

function cutTo(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
