import { z } from "zod";
import { inbound } from "../workflow/inbound.ts";
import type { WebhookHandler } from "./handler.ts";
import { isRepository, repositoryPayload } from "./payloads.ts";

const payloadSchema = z.object({
  action: z.enum(["opened", "edited"]),
  repository: repositoryPayload,
  issue: z.object({ number: z.int(), body: z.string().nullable() }),
  sender: z.object({ login: z.string() }),
  /** Present when an edit changed the body: what it was before. */
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

/** An issue form was sent in, or edited afterwards. The sender is who GitHub signed, not who the text names. */
export const issuesHandler: WebhookHandler = {
  event: "issues",
  recognise: (delivery, repository) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success || !isRepository(parsed.data.repository, repository)) return undefined;
    const { action, issue, sender } = parsed.data;
    const body = issue.body ?? "";
    const about = {
      id: `github:${delivery.id}`,
      key: `issue/${issue.number}`,
      receivedAt: delivery.receivedAt,
    };
    if (action === "edited") {
      if (parsed.data.changes?.body === undefined) return undefined;
      return inbound("issue.edited", { number: issue.number, body }, about);
    }
    const { id: deliveryId, receivedAt } = delivery;
    return inbound(
      "issue.opened",
      { number: issue.number, body, login: sender.login, deliveryId, receivedAt },
      about,
    );
  },
};
