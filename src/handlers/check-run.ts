import { z } from "zod";
import type { WebhookHandler } from "./handler.ts";
import { repositoryPayload } from "./payloads.ts";
import { pullRequestChanged } from "./pull-request-event.ts";

const payloadSchema = z.object({
  action: z.literal("rerequested"),
  repository: repositoryPayload,
  check_run: z.object({
    // The repositories of a check run's pull requests carry a name and no owner: only the same one is listed.
    pull_requests: z.array(
      z.object({
        number: z.int(),
        head: z.object({ ref: z.string(), repo: z.object({ id: z.int() }) }),
        base: z.object({ ref: z.string(), repo: z.object({ id: z.int() }) }),
      }),
    ),
  }),
});

/** Someone pressed "Re-run" on our check. */
export const checkRunHandler: WebhookHandler = {
  event: "check_run",
  recognise: (delivery, repository) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success) return undefined;
    const [pull] = parsed.data.check_run.pull_requests;
    if (pull === undefined) return undefined;
    const full_name = parsed.data.repository.full_name;
    const headName = pull.head.repo.id === pull.base.repo.id ? full_name : "";
    return pullRequestChanged(
      delivery,
      {
        number: pull.number,
        head: { ref: pull.head.ref, repo: { full_name: headName } },
        base: { ref: pull.base.ref, repo: { full_name } },
      },
      repository,
    );
  },
};
