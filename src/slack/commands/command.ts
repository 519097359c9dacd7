import type { Offered, RequestDesk } from "../../domain/ports/request-desk.ts";
import type { ServiceDesk } from "../../domain/ports/service-desk.ts";
import type { LinkDesk } from "../../workflow/link-person.ts";
import type { RequestForms } from "../forms.ts";
import type { Answer } from "../rich-text.ts";
import type { SlackWebApi } from "../web-api.ts";

/** A `/platform …` command as a person typed it. */
export interface CommandCall {
  /** What stands after `/platform`, split at white space. */
  readonly words: readonly string[];
  readonly userId: string;
  readonly userName: string;
  readonly teamId: string;
  readonly channel: string;
  /** Lets one modal be opened, for 3 s. */
  readonly triggerId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** What commands may use. */
export interface CommandContext {
  readonly desk: RequestDesk;
  readonly links: LinkDesk;
  readonly services: ServiceDesk;
  readonly forms: RequestForms;
  /** With a timeout that leaves time to answer within Slack's 3 s. */
  readonly api: SlackWebApi;
  readonly commands: readonly PlatformCommand[];
  readonly webBaseUrl?: string;
}

/** One line of help, and a candidate when a word was mistyped. */
export interface Usage {
  /** What to type after `/platform`. */
  readonly words: string;
  readonly title: string;
  readonly description: string;
}

/** One thing to type after `/platform`. A new one is a new file and an entry in table.ts. */
export interface PlatformCommand {
  usages(offered: Offered | undefined): readonly Usage[];
  matches(call: CommandCall, offered: Offered | undefined): boolean;
  /** Answers the person who typed it; undefined when what they see says enough, such as a modal. */
  run(call: CommandCall, context: CommandContext): Promise<Answer | undefined>;
}
