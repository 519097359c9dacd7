import type { RequestDesk } from "../domain/ports/request-desk.ts";
import { escapeMarkdown } from "../templates/markdown-escape.ts";
import { commandAnswer } from "../report/comment-answers.ts";
import { askOnPullRequest } from "./ask-move-on-pull-request.ts";
import type { InboundPayload } from "./inbound.ts";
import type { Ports } from "./ports.ts";

/** A label `promote:staging` asks the same as the comment `/promote staging`, in the name of who put it there. */
export async function takeLabel(
  ports: Ports,
  desk: RequestDesk,
  {
    repository,
    number,
    environment,
    login,
    deliveryId,
    receivedAt,
  }: InboundPayload<"promotion.labelled">,
): Promise<void> {
  const told = await askOnPullRequest(ports, desk, {
    repository,
    number,
    login,
    receivedAt,
    eventId: `github:${deliveryId}`,
    command: { kind: "promote", environment },
  });
  if (told === undefined) return;
  await ports.host.ensureComment(repository, number, {
    marker: `<!-- causeway:label=${environment.replaceAll(/[^a-z0-9-]/g, "")} -->`,
    body: commandAnswer(login, [escapeMarkdown(told)]),
  });
}
