import type { Conversation } from "../../src/domain/ports/conversation.ts";
import type { Reply, Report } from "../../src/domain/report.ts";
import type { MessageRef, RequestRecord } from "../../src/domain/request.ts";
import type { CrashPoints } from "./crash-points.ts";

/** A surface in memory: messages as reports, replies by kind. Like Slack, it never refuses to post twice. */
export class FakeConversation implements Conversation {
  readonly messages: {
    readonly ref: MessageRef;
    readonly requestId: string;
    versions: Report[];
  }[] = [];
  readonly replies: { readonly ref: MessageRef; readonly reply: Reply }[] = [];
  readonly closed: string[] = [];
  readonly #crashes: CrashPoints;

  constructor(crashes: CrashPoints) {
    this.#crashes = crashes;
  }

  /** What the message of the only request shows now. */
  get shown(): Report | undefined {
    return this.messages[0]?.versions.at(-1);
  }

  ensureMessage(record: RequestRecord, report: Report, mayExist: boolean): Promise<MessageRef> {
    return this.#crashes.effect(() => {
      const known = this.messages.find(
        ({ ref, requestId }) =>
          ref.id === record.message?.id || (mayExist && requestId === record.request.id),
      );
      if (known !== undefined) {
        known.versions.push(report);
        return known.ref;
      }
      const ref = { channel: "C1", id: `m${this.messages.length + 1}` };
      this.messages.push({ ref, requestId: record.request.id, versions: [report] });
      return ref;
    });
  }

  ensureReply(
    _record: RequestRecord,
    _message: MessageRef,
    reply: Reply,
    mayExist: boolean,
  ): Promise<MessageRef> {
    return this.#crashes.effect(() => {
      const known = this.replies.find(
        (each) =>
          mayExist && each.reply.kind === reply.kind && each.reply.requestId === reply.requestId,
      );
      if (known !== undefined) return known.ref;
      const ref = { channel: "C1", id: `r${this.replies.length + 1}` };
      this.replies.push({ ref, reply });
      return ref;
    });
  }

  close(record: RequestRecord): Promise<void> {
    return this.#crashes.effect(() => {
      this.closed.push(record.request.id);
    });
  }
}
