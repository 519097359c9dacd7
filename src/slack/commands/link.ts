import type { LinkStart } from "../../workflow/link-person.ts";
import { plain, richText, sentences, type Answer } from "../rich-text.ts";
import type { PlatformCommand } from "./command.ts";

/** `/platform link`: a private link, behind which the person signs in on GitHub. */
export const linkCommand: PlatformCommand = {
  usages: () => [
    {
      words: "link",
      title: "Link",
      description: "Tells me who you are on GitHub, by signing in there.",
    },
  ],
  matches: ({ words }) => words[0] === "link",
  run: async ({ userId, teamId, userName }, { links }) => {
    const started = await links.start({ userId, teamId, name: userName });
    return answerOf(started, userId);
  },
};

function answerOf(started: LinkStart, userId: string): Answer {
  switch (started.kind) {
    case "offered":
      return offer(started);
    case "inPlatform":
      return sentences(
        `You are ${started.githubLogin} on GitHub: platform.yaml says so, and a link can't change that. If it is wrong, the platform team mends it under "people".`,
      );
    case "tooMany":
      return sentences(
        "You have five links already that nobody has used. Take the newest one, or wait ten minutes and type /platform link again.",
      );
    case "notSetUp":
      return sentences(
        `Linking is not set up here. Ask the platform team to add this line under "people" in platform.yaml, with your login: ${userId}: your-github-login`,
      );
  }
}

function offer({ url, link }: Extract<LinkStart, { kind: "offered" }>): Answer {
  const known =
    link === undefined
      ? ""
      : `You are ${link.githubLogin} on GitHub, until ${link.expiresAt.slice(0, 10)}. To confirm that anew, or to change it, sign in again. `;
  const rules = " It is for you alone, works once and ends in ten minutes. Don't pass it on.";
  return {
    text: `${known}Sign in on GitHub: ${url}`,
    blocks: [
      richText([
        plain(known),
        { type: "link", url, text: "Sign in on GitHub to link yourself" },
        plain(`.${rules}`),
      ]),
    ],
  };
}
