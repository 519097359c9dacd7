import type { Clock } from "../../src/domain/ports/clock.ts";

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = Date.parse("2026-11-24T09:00:00Z");

  now(): Date {
    return new Date(this.#now);
  }

  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
