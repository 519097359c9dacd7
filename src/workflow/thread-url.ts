import type { ThreadRef } from "../domain/request.ts";
import type { Ports } from "./ports.ts";
import { repositoryAddress } from "./pull-request-of.ts";

/** Where a reviewer can read the conversation; undefined for Slack, whose links are for its members only. */
export function threadUrl(ports: Pick<Ports, "settings">, thread: ThreadRef): string | undefined {
  if (thread.surface === "slack" || thread.surface === "own") return undefined;
  const page = thread.surface === "issue" ? "issues" : "pull";
  return `${repositoryAddress(ports, thread.repository)}/${page}/${thread.number}`;
}
