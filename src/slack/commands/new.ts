import { TerminalError } from "../../domain/errors.ts";
import type { Offering } from "../../domain/offering.ts";
import type { Offered } from "../../domain/ports/request-desk.ts";
import { SlackRefusalError } from "../api-errors.ts";
import { sentences, type Answer } from "../rich-text.ts";
import type { CommandCall, PlatformCommand } from "./command.ts";
import { notLoadedYet } from "./help.ts";

/** `/platform new-db`: one command for each offering, which opens its form. */
export const newCommand: PlatformCommand = {
  usages: (offered) =>
    (offered?.catalog.offerings ?? []).map(({ command, title, description }) => ({
      words: command,
      title,
      description,
    })),
  matches: (call, offered) => offeringOf(call, offered) !== undefined,
  run: async (call, context) => {
    const offered = context.desk.offered();
    const offering = offeringOf(call, offered);
    if (offered === undefined || offering === undefined) return sentences(notLoadedYet);
    const metadata = JSON.stringify({ channel: call.channel, offering: offering.name });
    const form = context.forms.toModal(offering, offered.platform, metadata);
    if (form.kind === "refused") return cannotBeShown(offering, form.message);
    try {
      await context.api.call("views.open", { trigger_id: call.triggerId, view: form.view });
    } catch (error) {
      return notOpened(error, offering);
    }
    return undefined;
  },
};

function offeringOf({ words }: CommandCall, offered: Offered | undefined): Offering | undefined {
  return offered?.catalog.offerings.find(({ command }) => command === words[0]);
}

function cannotBeShown(offering: Offering, message: string): Answer {
  return sentences(`${offering.title} can't be asked for in Slack: ${message}`);
}

const expired = new Set(["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"]);

function notOpened(error: unknown, offering: Offering): Answer {
  if (error instanceof TerminalError) throw error;
  if (error instanceof SlackRefusalError && !expired.has(error.code)) throw error;
  return sentences(
    `Slack did not open the form in time, so nothing was asked for. Please type /platform ${offering.command} again.`,
  );
}
