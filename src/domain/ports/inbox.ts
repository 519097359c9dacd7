import type { FailedEvent, InboundEvent } from "../event.ts";

/** What workers call. Both may be called again for the same event after a crash: effects must be idempotent. */
export interface EventHandler {
  /** Handles one event. Throwing means that it is tried again later; a TerminalError puts it aside at once. */
  handle(event: InboundEvent): Promise<void>;
  /** Called when an event was put aside for good, so that the thread hears of it. */
  onPutAside(failed: FailedEvent): Promise<void>;
}

/** Durable, deduplicated, ordered per key. At least once. */
export interface Inbox {
  /**
   * Stores an event. When this resolves, the event survives a kill of the process; when it rejects, nothing was
   * stored and the sender must be told so. A repeated id is a duplicate and changes nothing.
   */
  accept(event: InboundEvent): Promise<"accepted" | "duplicate">;
  /** Starts handling stored events: one at a time and in order per key, different keys in parallel. */
  start(handler: EventHandler): Promise<void>;
  /** Stops taking events, waits for those in hand (at most `timeoutMs`), leaves the rest durable. */
  stop(timeoutMs: number): Promise<void>;
  /** What was put aside, newest first: every event, or those with one of these names. */
  listPutAside(limit: number, names?: readonly string[]): Promise<readonly FailedEvent[]>;
  /** Puts a set-aside event back at the end of its key. False when there is no such event. */
  retry(eventId: string): Promise<boolean>;
  /** Events stored and not yet handled. */
  pending(): Promise<number>;
  /** The keys of which some event was stored and not begun yet: whatever it looks at, it will look at later than now. */
  waitingKeys(): Promise<ReadonlySet<string>>;
}
