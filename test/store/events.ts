import type { FailedEvent, InboundEvent } from "../../src/domain/event.ts";
import type { Json } from "../../src/domain/json.ts";
import type { EventHandler } from "../../src/domain/ports/inbox.ts";

export function event(id: string, key: string, payload: Json = { id }): InboundEvent {
  return { id, key, name: "test.event", payload, receivedAt: "2026-03-04T05:06:07.089Z" };
}

/** A handler that notes what it was given, and does what the test says. */
export class Recorder implements EventHandler {
  /** Ids of the events whose handling ended well, in that order. */
  readonly handled: string[] = [];
  /** Ids of all starts. */
  readonly started: string[] = [];
  readonly events: InboundEvent[] = [];
  readonly told: FailedEvent[] = [];
  private readonly work: (event: InboundEvent) => Promise<void> | void;
  private readonly telling: (failed: FailedEvent) => Promise<void> | void;

  constructor(
    work: (event: InboundEvent) => Promise<void> | void = () => undefined,
    telling: (failed: FailedEvent) => Promise<void> | void = () => undefined,
  ) {
    this.work = work;
    this.telling = telling;
  }

  async handle(given: InboundEvent): Promise<void> {
    this.started.push(given.id);
    this.events.push(given);
    await this.work(given);
    this.handled.push(given.id);
  }

  async onPutAside(failed: FailedEvent): Promise<void> {
    this.told.push(failed);
    await this.telling(failed);
  }
}

/** Something that a test opens when it is time. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
