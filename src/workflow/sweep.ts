import { errorMessage } from "../domain/errors.ts";
import { selectRedeliveries } from "../plan/missed-deliveries.ts";
import { retriedNames, selectRetries } from "../plan/put-aside-retries.ts";
import { advanceUnfinished, type ConfigurationApplier } from "./apply-configuration.ts";
import type { Ports } from "./ports.ts";
import type { ServiceWatch } from "./service-watch.ts";

/** GitHub keeps hook deliveries for three days. */
const deliveriesKeptMs = 3 * 24 * 60 * 60 * 1000;

/** Until the configuration was read for the first time, nobody can ask for anything: then it is tried this often. */
const firstTriesSeconds = 5;

/** How many of the newest events that were put aside are looked at in one sweep. */
const mostPutAside = 500;

/** Finds and mends what events did not bring: on start, and every few minutes. */
export interface Sweep {
  /** Runs now, and again after each pause. Never rejects: what fails is logged and tried next time. */
  start(intervalSeconds: number): void;
  /** Resolves when the run under way has ended. */
  stop(): Promise<void>;
}

export function createSweep(
  ports: Ports,
  applier: ConfigurationApplier,
  watch: Pick<ServiceWatch, "lookAtAll">,
): Sweep {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let lastDeliveryCheck: Date | undefined;

  async function redeliverMissed(): Promise<void> {
    const now = ports.clock.now();
    const since = lastDeliveryCheck ?? new Date(now.getTime() - deliveriesKeptMs);
    const deliveries = await ports.host.listHookDeliveries(since);
    for (const id of selectRedeliveries(deliveries, now)) {
      await ports.host.redeliver(id);
      ports.log.info({ deliveryId: id }, "asked GitHub to deliver a missed webhook again");
    }
    // A delivery that failed just now is looked at once more next time.
    lastDeliveryCheck = new Date(now.getTime() - 60 * 60 * 1000);
  }

  async function retryPutAside(): Promise<void> {
    const putAside = await ports.store.inbox.listPutAside(mostPutAside, retriedNames);
    for (const eventId of selectRetries(putAside, ports.clock.now())) {
      await ports.store.inbox.retry(eventId);
      ports.log.info({ eventId }, "trying an event again that was put aside");
    }
  }

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    if (stopped) return;
    try {
      await work();
    } catch (error) {
      ports.log.warn(
        { what, error: errorMessage(error) },
        "part of a sweep failed; the next one tries again",
      );
    }
  }

  async function run(): Promise<void> {
    await attempt("missed webhooks", redeliverMissed);
    await attempt("events put aside", retryPutAside);
    await attempt("configuration", () => applier.apply());
    // What is looked at is followed from then on: the dispatcher hands it to the tracker.
    await attempt("unfinished requests", () =>
      advanceUnfinished(ports, `sweep:${ports.clock.now().toISOString()}`),
    );
    await attempt("services", () => watch.lookAtAll());
  }

  function start(intervalSeconds: number): void {
    running = run().finally(() => {
      const pause =
        ports.configuration.current() === undefined ? firstTriesSeconds : intervalSeconds;
      if (!stopped)
        timer = setTimeout(() => start(intervalSeconds), Math.min(pause, intervalSeconds) * 1000);
    });
  }

  return {
    start,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
