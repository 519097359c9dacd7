import type { Cause } from "../domain/delivery.ts";
import type { Reply } from "../domain/report.ts";
import type { ServiceRecord } from "../domain/request.ts";
import { advice } from "./advice.ts";
import { causeInWords } from "./cause.ts";
import { serviceVersion } from "./report.ts";

/** How often a thread was told that what it brought got worse, and well again. */
export function tellsOf({ replies }: ServiceRecord): {
  readonly isDegraded: boolean;
  readonly turns: number;
} {
  const kinds = Object.keys(replies);
  const degraded = kinds.filter((kind) => kind.startsWith("degraded:")).length;
  const recovered = kinds.filter((kind) => kind.startsWith("recovered:")).length;
  return { isDegraded: degraded > recovered, turns: degraded };
}

/** What ran is not healthy any more: who says so, and what can be done. */
export function degradedReply(
  record: ServiceRecord,
  { message, cause }: { readonly message: string; readonly cause: Cause | undefined },
): Reply {
  const { request } = record;
  const { environment, service } = request;
  const why = cause === undefined ? [message] : [causeInWords(cause), advice(cause).text];
  const command = cause === undefined ? undefined : advice(cause).command;
  return {
    kind: `degraded:${tellsOf(record).turns + 1}`,
    requestId: request.id,
    paragraphs: [
      `${serviceVersion(record)} ran in ${environment} and is not healthy any more.`,
      ...why,
      `To go back to the version before: /platform rollback ${service} ${environment}`,
    ],
    ...(command === undefined ? {} : { code: command }),
    links: [],
  };
}

/** It is healthy again, without anybody having to ask. */
export function recoveredReply(record: ServiceRecord): Reply {
  const { request } = record;
  return {
    kind: `recovered:${tellsOf(record).turns}`,
    requestId: request.id,
    paragraphs: [`${serviceVersion(record)} is healthy in ${request.environment} again.`],
    links: [],
  };
}
