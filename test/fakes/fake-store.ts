import type { InboundEvent } from "../../src/domain/event.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import { isFinal, type RequestRecord } from "../../src/domain/request.ts";
import type { CrashPoints } from "./crash-points.ts";
import { FakePeopleLinks } from "./fake-people-links.ts";

/** A store in memory. Records are kept as JSON, so that nothing that JSON can't hold slips through. */
export class FakeStore implements Store {
  readonly accepted: InboundEvent[] = [];
  /** The keys of which something waits that nobody has begun: set by a test. */
  readonly waiting = new Set<string>();
  readonly people = new FakePeopleLinks();
  readonly #records = new Map<string, string>();
  readonly #crashes: CrashPoints;

  constructor(crashes: CrashPoints) {
    this.#crashes = crashes;
  }

  get records(): readonly RequestRecord[] {
    return [...this.#records.values()].map((text) => JSON.parse(text) as RequestRecord);
  }

  readonly inbox: Store["inbox"] = {
    accept: (event) =>
      this.#crashes.effect(() => {
        if (this.accepted.some(({ id }) => id === event.id)) return "duplicate";
        this.accepted.push(event);
        return "accepted";
      }),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    listPutAside: () => Promise.resolve([]),
    retry: () => Promise.resolve(false),
    pending: () => Promise.resolve(0),
    waitingKeys: () => Promise.resolve(this.waiting),
  };

  readonly requests: Store["requests"] = {
    create: (record) =>
      this.#crashes.effect(() => {
        const known = this.#records.get(record.request.id);
        if (known !== undefined)
          return { record: JSON.parse(known) as RequestRecord, created: false };
        this.#records.set(record.request.id, JSON.stringify(record));
        return { record, created: true };
      }),
    save: (record) =>
      this.#crashes.effect(() => {
        this.#records.set(record.request.id, JSON.stringify(record));
      }),
    find: (id) => Promise.resolve(this.records.find(({ request }) => request.id === id)),
    findByIssue: (_repository, number) =>
      Promise.resolve(
        this.records.find(({ thread }) => thread.surface === "issue" && thread.number === number),
      ),
    listUnfinished: () => Promise.resolve(this.records.filter(({ state }) => !isFinal(state))),
    findUnfinishedByPath: (path) =>
      Promise.resolve(
        this.records.filter(({ state, manifestPath }) => !isFinal(state) && manifestPath === path),
      ),
  };

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
