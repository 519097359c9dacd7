import { z } from "zod";
import { errorMessage } from "../../domain/errors.ts";
import type { Clock } from "../../domain/ports/clock.ts";
import type { Logger } from "../../domain/ports/logger.ts";
import type {
  RequestDesk,
  Submission,
  SubmissionOutcome,
} from "../../domain/ports/request-desk.ts";
import { withinDeadline } from "../deadline.ts";
import type { RequestForms } from "../forms.ts";

/** What Slack sends when a modal is submitted, as far as it is read. */
export interface SubmittedView {
  readonly id: string;
  readonly blocks: readonly unknown[];
  readonly state: unknown;
  readonly private_metadata: string;
}

/** What the person who submitted gets: the modal closes, or stays with a text at each field that is at fault. */
export type ModalAnswer =
  | { readonly kind: "taken" }
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> };

export interface RequestModalContext {
  readonly desk: RequestDesk;
  readonly forms: RequestForms;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a submission may wait for its answer: Slack itself waits 3 s. */
  readonly answerWithinMs: number;
}

const metadataSchema = z.object({ channel: z.string().min(1), offering: z.string().min(1) });

/**
 * Judges a submitted form. Resolves to `taken` only after the desk has stored the request, so that Slack's window
 * closes on nothing that could still be lost.
 */
export async function answerSubmission(
  submitted: { readonly userId: string; readonly view: SubmittedView },
  context: RequestModalContext,
): Promise<ModalAnswer> {
  const { view, userId } = submitted;
  const read = readSubmission(view, context);
  if ("kind" in read) return read;
  const { channel, ...asked } = read;
  const receivedAt = context.clock.now().toISOString();
  const submission: Submission = {
    ...asked,
    // One modal is one request: Slack gives each opened view an id of its own, and a double click sends it twice.
    eventId: `slack:${view.id}`,
    sender: { surface: "slack", userId },
    thread: { surface: "slack", channel, userId },
    receivedAt,
  };
  return submit(view, submission, context);
}

type Read = Pick<Submission, "offering" | "team" | "name" | "values"> & {
  readonly channel: string;
};

function readSubmission(
  view: SubmittedView,
  { desk, forms }: RequestModalContext,
): Read | ModalAnswer {
  const metadata = metadataSchema.safeParse(parseJson(view.private_metadata));
  if (!metadata.success)
    return atField(
      view,
      undefined,
      "This form is from another version. Close it and type the command again.",
    );
  const { channel, offering: name } = metadata.data;
  const offering = desk.offered()?.catalog.offerings.find((one) => one.name === name);
  if (offering === undefined) {
    const message = `“${name}” can't be asked for any more, or I am just starting. Type /platform to see what can be asked for.`;
    return atField(view, undefined, message);
  }
  const parsed = forms.parseModalState(view.state, offering);
  if (parsed.kind === "invalid") {
    const errors = parsed.errors.map(({ fieldId, message }) => [
      blockOf(view, fieldId),
      cut(message),
    ]);
    return { kind: "errors", errors: Object.fromEntries(errors.toReversed()) };
  }
  const { team, name: objectName, values } = parsed;
  return { channel, offering: offering.name, team, name: objectName, values };
}

async function submit(
  view: SubmittedView,
  submission: Submission,
  { desk, log, answerWithinMs }: RequestModalContext,
): Promise<ModalAnswer> {
  const fields = { eventId: submission.eventId, slackUser: submission.sender };
  let outcome: SubmissionOutcome | undefined;
  try {
    outcome = await withinDeadline(desk.submit(submission), answerWithinMs);
  } catch (error) {
    log.error({ ...fields, error: errorMessage(error) }, "a request could not be stored");
    return atField(
      view,
      undefined,
      "Something went wrong on our side and nothing was taken. Please try again.",
    );
  }
  if (outcome === undefined) {
    log.warn(fields, "a request took too long to store");
    const message =
      "This takes longer than Slack waits, so I can't say yet whether it was taken. Press the button again: that never makes a second request.";
    return atField(view, undefined, message);
  }
  if (outcome.kind === "accepted") return { kind: "taken" };
  log.info({ ...fields, reasonCode: outcome.decision.reasonCode }, "a request was refused");
  return atField(view, outcome.decision.fieldId, outcome.decision.message);
}

/** The text at a field; at the first one when it belongs to none, because Slack shows errors nowhere else. */
function atField(view: SubmittedView, fieldId: string | undefined, message: string): ModalAnswer {
  return { kind: "errors", errors: { [blockOf(view, fieldId)]: cut(message) } };
}

const inputSchema = z.object({ type: z.literal("input"), block_id: z.string() });

/** Slack drops an error whose block is no input of the view, and then the person sees none at all. */
function blockOf(view: SubmittedView, fieldId: string | undefined): string {
  const inputs = view.blocks.flatMap((block) => {
    const input = inputSchema.safeParse(block);
    return input.success ? [input.data.block_id] : [];
  });
  const wanted = `field.${fieldId ?? ""}`;
  return inputs.includes(wanted) ? wanted : (inputs[0] ?? wanted);
}

function cut(message: string): string {
  return message.length <= 500 ? message : `${message.slice(0, 499)}…`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
