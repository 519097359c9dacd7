import { z } from "zod";
import type { Clock } from "../../domain/ports/clock.ts";
import type { Logger } from "../../domain/ports/logger.ts";
import { errorMessage } from "../../domain/errors.ts";
import type { GivenDecision } from "../../domain/ports/service-desk.ts";
import type { CommandContext } from "../commands/command.ts";
import { sentences, type Answer } from "../rich-text.ts";

/** The buttons of a reply: what they carry was written by us, and is read as strictly as anything else. */
export const decisionActions = /^causeway:(?:approve|deny|choose|promote)(?::|$)/;

const bodySchema = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string() }).optional(),
});
const actionSchema = z.object({
  action_id: z.string(),
  value: z.string(),
  action_ts: z.string(),
});
const valueSchema = z.object({
  requestId: z.string(),
  headSha: z.string().optional(),
  option: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
});

interface Pressed {
  readonly body: unknown;
  readonly action: unknown;
}

/** Keeps what a button says durably, and answers the person who pressed it. Never rejects. */
export async function takeDecision(
  pressed: Pressed,
  { desk, services }: Pick<CommandContext, "desk" | "services">,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<Answer> {
  const body = bodySchema.safeParse(pressed.body);
  const action = actionSchema.safeParse(pressed.action);
  const value = valueSchema.safeParse(parseJson(action.data?.value ?? ""));
  if (!body.success || !action.success || !value.success)
    return sentences("This button is from another version. Type the command instead.");
  const userId = body.data.user.id;
  const about = {
    eventId: `slack:${action.data.action_ts}:${userId}:${action.data.action_id}`,
    sender: { surface: "slack", userId },
    receivedAt: clock.now().toISOString(),
  } as const;
  try {
    const { service, environment } = value.data;
    if (service !== undefined && environment !== undefined) {
      const channel = body.data.channel?.id ?? userId;
      const thread = { surface: "slack", channel, userId } as const;
      const outcome = await desk.ask({ ...about, kind: "promote", service, environment, thread });
      return sentences(
        outcome.kind === "refused"
          ? outcome.decision.message
          : `On it: promoting ${service} to ${environment}.`,
      );
    }
    const choice = choiceOf(action.data.action_id, value.data);
    if (choice === undefined) return sentences("This button says nothing that I know.");
    const { requestId } = value.data;
    return sentences(await services.decide({ ...about, requestId, choice }));
  } catch (error) {
    log.error({ error: errorMessage(error) }, "a Slack button failed");
    return sentences("Something went wrong on our side, and nothing was noted. Press it again.");
  }
}

function choiceOf(
  actionId: string,
  { headSha, option }: z.output<typeof valueSchema>,
): GivenDecision["choice"] | undefined {
  if (actionId.startsWith("causeway:approve") && headSha !== undefined)
    return { kind: "approve", headSha };
  if (actionId.startsWith("causeway:deny"))
    return { kind: "deny", reason: "pressed Deny in Slack" };
  return option === undefined ? undefined : { kind: "choose", option };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
