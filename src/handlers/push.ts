import { z } from "zod";
import { inbound } from "../workflow/inbound.ts";
import type { WebhookHandler } from "./handler.ts";
import { isRepository, repositoryPayload } from "./payloads.ts";

const payloadSchema = z.object({
  ref: z.string(),
  after: z.string(),
  repository: repositoryPayload.extend({ default_branch: z.string() }),
});

/** The default branch of the configuration repository moved: offerings and rules may be others now. */
export const pushHandler: WebhookHandler = {
  event: "push",
  recognise: (delivery, repository) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success || !isRepository(parsed.data.repository, repository)) return undefined;
    const { ref, after } = parsed.data;
    if (ref !== `refs/heads/${parsed.data.repository.default_branch}`) return undefined;
    return inbound(
      "configuration.changed",
      { commitSha: after },
      { id: `github:${delivery.id}`, key: "configuration", receivedAt: delivery.receivedAt },
    );
  },
};
