import { nearestName } from "../../domain/nearest-name.ts";
import type { AskedMove } from "../../domain/ports/request-desk.ts";
import { sentences, type Answer } from "../rich-text.ts";
import type { CommandCall, CommandContext, PlatformCommand } from "./command.ts";

/** `/platform promote checkout staging` and `/platform rollback checkout production [version]`. */
function moveCommand(
  kind: AskedMove["kind"],
  about: { readonly words: string; readonly title: string; readonly description: string },
): PlatformCommand {
  return {
    usages: () => [about],
    matches: ({ words }) => words[0] === kind,
    run: (call, context) => ask(call, context, { kind, usage: about.words }),
  };
}

export const promoteCommand = moveCommand("promote", {
  words: "promote <service> <environment>",
  title: "Promote",
  description: "Brings what runs healthy in one environment to the next.",
});

export const rollbackCommand = moveCommand("rollback", {
  words: "rollback <service> <environment> [version]",
  title: "Roll back",
  description:
    "Puts a service back to the last version that was healthy there, or to the one you name.",
});

async function ask(
  call: CommandCall,
  { desk }: CommandContext,
  { kind, usage }: { readonly kind: AskedMove["kind"]; readonly usage: string },
): Promise<Answer> {
  const [, first, second, version, ...more] = call.words;
  if (first === undefined || second === undefined || more.length > 0)
    return sentences(`It is written /platform ${usage}.`);
  if (version !== undefined && kind === "promote")
    return sentences(
      `It is written /platform ${usage}. The version is what runs in the environment before.`,
    );
  const { service, environment } = inOrder(first, second, desk.offered()?.platform.environments);
  const outcome = await desk.ask({
    kind,
    service,
    environment,
    ...(version === undefined ? {} : { version }),
    eventId: `slack:${call.triggerId}`,
    sender: { surface: "slack", userId: call.userId },
    thread: { surface: "slack", channel: call.channel, userId: call.userId },
    receivedAt: call.receivedAt,
  });
  if (outcome.kind === "refused") return sentences(outcome.decision.message);
  return sentences(
    `On it: ${kind === "promote" ? "promoting" : "rolling back"} ${service} ${kind === "promote" ? "to" : "in"} ${environment}. The message in this channel shows how far it is.`,
  );
}

/** People write the two the other way round, too: only one of them is an environment. */
function inOrder(
  first: string,
  second: string,
  environments: readonly { readonly name: string }[] = [],
): { readonly service: string; readonly environment: string } {
  const names = environments.map(({ name }) => name);
  const swapped =
    names.includes(first) && !names.includes(second) && nearestName(second, names) === undefined;
  return swapped
    ? { service: second, environment: first }
    : { service: first, environment: second };
}
