import { sentences } from "../rich-text.ts";
import type { PlatformCommand } from "./command.ts";

/** `/platform freeze production [2h] [reason]` and `/platform unfreeze production`: a person's stop of an environment. */
export const freezeCommand: PlatformCommand = {
  usages: () => [
    {
      words: "freeze <environment> [2h] [reason]",
      title: "Freeze",
      description: "Stops promotions to an environment, for a time or until someone lifts it.",
    },
  ],
  matches: ({ words }) => words[0] === "freeze" || words[0] === "hold",
  run: async ({ words, userId, triggerId, receivedAt }, { services }) => {
    const [, environment, ...rest] = words;
    if (environment === undefined)
      return sentences("It is written /platform freeze <environment> [2h] [reason].");
    const seconds = durationOf(rest[0]);
    const reason = (seconds === undefined ? rest : rest.slice(1)).join(" ");
    const until =
      seconds === undefined
        ? {}
        : { until: new Date(Date.parse(receivedAt) + seconds * 1_000).toISOString() };
    const told = await services.changeHold(
      { kind: "hold", environment, reason, ...until },
      { sender: { surface: "slack", userId }, eventId: `slack:${triggerId}` },
    );
    return sentences(told);
  },
};

export const unfreezeCommand: PlatformCommand = {
  usages: () => [
    {
      words: "unfreeze <environment>",
      title: "Unfreeze",
      description: "Lets promotions to an environment go on, automatic ones too.",
    },
  ],
  matches: ({ words }) => words[0] === "unfreeze" || words[0] === "unhold",
  run: async ({ words, userId, triggerId }, { services }) => {
    const [, environment] = words;
    if (environment === undefined)
      return sentences("It is written /platform unfreeze <environment>.");
    const told = await services.changeHold(
      { kind: "unhold", environment, reason: "" },
      { sender: { surface: "slack", userId }, eventId: `slack:${triggerId}` },
    );
    return sentences(told);
  },
};

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** `30m`, `2h`, `1d` in seconds; undefined for anything else, which is then part of the reason. */
function durationOf(word: string | undefined): number | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(word ?? "") ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * (unitSeconds[unit] ?? 0);
}
