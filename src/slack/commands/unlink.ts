import { sentences } from "../rich-text.ts";
import type { PlatformCommand } from "./command.ts";

/** `/platform unlink`: ends the link with GitHub at once. */
export const unlinkCommand: PlatformCommand = {
  usages: () => [
    { words: "unlink", title: "Unlink", description: "Makes me forget who you are on GitHub." },
  ],
  matches: ({ words }) => words[0] === "unlink",
  run: async ({ userId }, { desk, links }) => {
    const ended = await links.unlink(userId);
    const inPlatform = desk.offered()?.platform.people.get(userId);
    if (inPlatform !== undefined) {
      return sentences(
        `platform.yaml says that you are ${inPlatform} on GitHub. Only the platform team can take that away, under "people".`,
      );
    }
    return sentences(
      ended === undefined
        ? "You are not linked to a GitHub login, so there is nothing to end. /platform link links you."
        : `You are not ${ended.githubLogin} for me any more. What you asked for stays, and nothing more can be asked for or approved in that name from here. /platform link links you again.`,
    );
  },
};
