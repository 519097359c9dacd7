import { setTimeout as wait } from "node:timers/promises";

/**
 * Waits that double from `baseMs` to `maxMs`, each somewhere between a half and the whole of that, so that many that lost
 * the same server do not come back at once.
 */
export class Backoff {
  readonly #baseMs: number;
  readonly #maxMs: number;
  #attempt = 0;

  constructor(baseMs: number, maxMs: number) {
    this.#baseMs = baseMs;
    this.#maxMs = maxMs;
  }

  reset(): void {
    this.#attempt = 0;
  }

  nextMs(): number {
    const full = Math.min(this.#maxMs, this.#baseMs * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return full * (0.5 + Math.random() / 2);
  }

  /** Waits; ends at once, without an error, when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    await pause(this.nextMs(), signal);
  }
}

/** Waits; ends at once, without an error, when the signal aborts. Keeps no process alive. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
