import type { Reply, Report } from "../report.ts";
import type { MessageRef, RequestRecord } from "../request.ts";

/** One surface's side of a request: one message edited in place, and few replies. */
export interface Conversation {
  /**
   * Writes or edits the request's message. Without a known message, and when `mayExist`, it first looks for one with
   * this request's mark and adopts it.
   */
  ensureMessage(record: RequestRecord, report: Report, mayExist: boolean): Promise<MessageRef>;
  /** Sends a reply of this kind unless it was sent already. */
  ensureReply(
    record: RequestRecord,
    message: MessageRef,
    reply: Reply,
    mayExist: boolean,
  ): Promise<MessageRef>;
  /** Ends the conversation where the surface has an end: an issue is closed. */
  close(record: RequestRecord, outcome: "completed" | "notPlanned"): Promise<void>;
}
