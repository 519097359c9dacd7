/** The process died: nothing after this line happened. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/**
 * Kills the work at the n-th effect: either before it took place, or after it did and before anyone heard of it.
 * Every fake passes its effects through one of these, so that a test can try each point in turn.
 */
export class CrashPoints {
  #effects = 0;
  #crashAt: { readonly effect: number; readonly when: "before" | "after" } | undefined;
  #dead = false;

  /** How many effects there were since the last call of `arm` or `disarm`. */
  get effects(): number {
    return this.#effects;
  }

  arm(effect: number, when: "before" | "after"): void {
    this.#effects = 0;
    this.#dead = false;
    this.#crashAt = { effect, when };
  }

  disarm(): void {
    this.#effects = 0;
    this.#dead = false;
    this.#crashAt = undefined;
  }

  async effect<T>(work: () => T): Promise<T> {
    // Work that catches an error can't go on after the process died: nothing has an effect until the next start.
    if (this.#dead) throw new Crash("killed already");
    this.#effects += 1;
    const hit = this.#crashAt?.effect === this.#effects;
    this.#dead = hit;
    if (hit && this.#crashAt?.when === "before") throw new Crash("killed before the effect");
    const result = work();
    if (hit) throw new Crash("killed after the effect");
    return Promise.resolve(result);
  }
}
