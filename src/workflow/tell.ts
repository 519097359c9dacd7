import { createHash } from "node:crypto";
import type { Violation } from "../domain/guardrail.ts";
import type { Conversation } from "../domain/ports/conversation.ts";
import type { Reply } from "../domain/report.ts";
import {
  isFinal,
  isProvision,
  type MessageRef,
  type ProvisionRecord,
  type RequestRecord,
} from "../domain/request.ts";
import { connectionSecretOf } from "../delivery/connection-secret.ts";
import { checkFailedKind, repliesOf } from "../report/replies.ts";
import { reportOf, type ReportContext } from "../report/report.ts";
import type { Ancestry } from "./ancestry.ts";
import { followedChange } from "./followed-change.ts";
import { nextEnvironment, runningServices } from "./services.ts";
import type { Ports } from "./ports.ts";

/**
 * Makes the thread say what the record says: the one message is edited if its report changed, replies that are due
 * are sent, and the conversation ends with the request. Saves what it did after each step, so that a crash between
 * any two repeats nothing.
 */
export async function tell(
  ports: Ports,
  record: RequestRecord,
  about: {
    readonly ancestry: Ancestry;
    readonly fresh: boolean;
    readonly violations: readonly Violation[];
  },
): Promise<RequestRecord> {
  if (record.thread.surface === "own" && record.pullRequest === undefined) return record;
  const conversation = ports.conversation(record.thread.surface);
  if (conversation === undefined) {
    ports.log.warn(
      { requestId: record.request.id },
      "the surface of this request is not configured; nobody is told",
    );
    return record;
  }
  // Right after a start nothing was read yet, and a reply can't be taken back: its words must be right the first time.
  if (ports.configuration.current() === undefined) await ports.configuration.refresh();
  const context = contextOf(ports, record, about);
  const shown = await show(ports, conversation, { record, context, fresh: about.fresh });
  const answered = await answer(ports, conversation, {
    record: shown,
    // What was found is not kept. After a crash it is found again at the next step, and then it can be named.
    replies: repliesOf(shown, context).filter(
      ({ kind }) => kind !== checkFailedKind(shown.check) || about.violations.length > 0,
    ),
  });
  if (isFinal(answered.state)) {
    await conversation.close(
      answered,
      answered.mergeCommitSha === undefined ? "notPlanned" : "completed",
    );
  }
  return answered;
}

async function show(
  ports: Ports,
  conversation: Conversation,
  { record, context, fresh }: { record: RequestRecord; context: ReportContext; fresh: boolean },
): Promise<RequestRecord & { readonly message: MessageRef }> {
  const report = reportOf(record, context);
  const shownDigest = createHash("sha256")
    .update(JSON.stringify(report))
    .digest("hex")
    .slice(0, 16);
  const { message } = record;
  if (message !== undefined && record.shownDigest === shownDigest) return { ...record, message };
  const shown = {
    ...record,
    message: await conversation.ensureMessage(record, report, !fresh),
    shownDigest,
  };
  await ports.store.requests.save(shown);
  return shown;
}

/** Sends replies one by one; each is looked for first, because a reply that is sent twice can't be taken back. */
export async function answer(
  ports: Ports,
  conversation: Conversation,
  {
    record,
    replies,
  }: { record: RequestRecord & { readonly message: MessageRef }; replies: readonly Reply[] },
): Promise<RequestRecord> {
  let answered: RequestRecord = record;
  for (const reply of replies) {
    if (Object.hasOwn(answered.replies, reply.kind)) continue;
    const sent = await conversation.ensureReply(answered, record.message, reply, true);
    answered = { ...answered, replies: { ...answered.replies, [reply.kind]: sent } };
    await ports.store.requests.save(answered);
  }
  return answered;
}

/** What the report's words need beside the record. */
export function contextOf(
  ports: Ports,
  record: RequestRecord,
  about: { readonly ancestry: Ancestry; readonly violations: readonly Violation[] },
): ReportContext {
  if (!isProvision(record)) return serviceContextOf(ports, record, about.violations);
  const { request } = record;
  const configuration = ports.configuration.current();
  const offering = configuration?.catalog.offerings.find(({ name }) => name === request.offering);
  const connection = configuration?.platform.connections.get(request.offering);
  const change = followedChange(ports, record, about.ancestry);
  const secret =
    change?.kind !== "object" || ports.cluster === undefined
      ? undefined
      : connectionSecretOf(change.target, ports.cluster.view);
  return {
    offeringTitle: offering?.title ?? request.offering,
    command: offering?.command ?? "",
    violations: about.violations,
    ...(connection === undefined ? {} : { connection: fillIn(connection, record) }),
    ...(secret === undefined ? {} : { connectionSecret: secret }),
  };
}

function serviceContextOf(
  ports: Ports,
  { request }: RequestRecord,
  violations: readonly Violation[],
): ReportContext {
  if (request.kind === "provision") throw new Error(`${request.id} is about no service`);
  const { kind, service, environment } = request;
  const next = environmentAfter(ports, service, environment);
  return {
    offeringTitle: service,
    command: `${kind} ${service} ${environment}`,
    violations,
    ...(next === undefined ? {} : { nextEnvironment: next }),
  };
}

/** The next environment in which a service runs. */
function environmentAfter(ports: Ports, name: string, environment: string): string | undefined {
  const platform = ports.configuration.current()?.platform;
  if (platform === undefined) return undefined;
  const service = runningServices(ports, platform).services.find((one) => one.name === name);
  return service === undefined ? undefined : nextEnvironment(platform, service, environment);
}

/** The placeholders that `connections` in platform.yaml may hold. */
function fillIn(text: string, record: ProvisionRecord): string {
  const values: Readonly<Record<string, string>> = {
    name: record.request.name,
    team: record.request.team,
    namespace: record.object?.namespace ?? "",
  };
  return text.replaceAll(
    /\{(name|team|namespace)\}/g,
    (whole, key: string) => values[key] ?? whole,
  );
}
