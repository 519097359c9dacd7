import { statusMarkdown } from "../report/status-table.ts";
import type { InboundPayload } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { readStatus } from "./read-status.ts";
import { servicesOfPullRequest } from "./services-of-pull-request.ts";

/** Where the services that a pull request is about run, as Markdown. */
export async function statusOfPullRequest(
  ports: Ports,
  { repository, number }: Pick<InboundPayload<"comment.written">, "repository" | "number">,
): Promise<string> {
  const { platform } = await ports.configuration.refresh();
  const facts = await ports.host.readPullRequest(repository, number);
  const services = await servicesOfPullRequest(ports, platform, { repository, facts });
  if (services.length === 0) {
    return "This pull request belongs to no service that Causeway sees running. docs/promotion.md says how services are found.";
  }
  return statusMarkdown(await readStatus(ports, services), ports.clock.now().toISOString());
}
