import type { InboundEvent } from "../../src/domain/event.ts";
import type { Hold } from "../../src/domain/ports/holds.ts";
import type { HealthyVersion } from "../../src/domain/ports/service-versions.ts";
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
    findLatestMove: (service, environment) =>
      Promise.resolve(
        this.records.findLast(
          ({ request, state }) =>
            request.kind !== "provision" &&
            request.service === service &&
            request.environment === environment &&
            ["merged", "ready", "failed"].includes(state),
        ),
      ),
    findUnfinishedByPath: (path) =>
      Promise.resolve(
        this.records.filter(({ state, manifestPath }) => !isFinal(state) && manifestPath === path),
      ),
  };

  readonly healthyVersions: HealthyVersion[] = [];
  readonly versions: Store["versions"] = {
    note: (version) =>
      this.#crashes.effect(() => {
        const same = this.healthyVersions.filter(
          ({ service, environment }) =>
            service === version.service && environment === version.environment,
        );
        const newest = same.at(-1);
        const images = version.images.join(" ");
        if (newest?.revision === version.revision) return false;
        if (images !== "" && newest?.images.join(" ") === images) return false;
        this.healthyVersions.push(version);
        return true;
      }),
    list: (service, environment, limit) =>
      Promise.resolve(
        this.healthyVersions
          .filter((one) => one.service === service && one.environment === environment)
          .toReversed()
          .slice(0, limit),
      ),
  };

  held: Hold[] = [];
  readonly holds: Store["holds"] = {
    list: (now) =>
      Promise.resolve(
        this.held.filter(({ until }) => until === undefined || Date.parse(until) > now.getTime()),
      ),
    add: (hold) =>
      this.#crashes.effect(() => {
        if (!this.held.some(({ id }) => id === hold.id)) this.held.push(hold);
      }),
    lift: (environment, service) =>
      this.#crashes.effect(() => {
        const lifted = this.held.filter(
          (hold) =>
            hold.environment === environment && (service === undefined || hold.service === service),
        );
        this.held = this.held.filter((hold) => !lifted.includes(hold));
        return lifted;
      }),
  };

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
