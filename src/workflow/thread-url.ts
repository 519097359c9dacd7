import { repositoryName } from "../domain/repository.ts";
import type { ThreadRef } from "../domain/request.ts";
import type { Ports } from "./ports.ts";

/** Where a reviewer can read the conversation; undefined for Slack, whose links are for its members only. */
export function threadUrl(ports: Pick<Ports, "settings">, thread: ThreadRef): string | undefined {
  if (thread.surface === "slack") return undefined;
  const base = ports.settings.repositoryUrl.slice(
    0,
    -repositoryName(ports.settings.configurationRepository).length,
  );
  const page = thread.surface === "issue" ? "issues" : "pull";
  return `${base}${repositoryName(thread.repository)}/${page}/${thread.number}`;
}
