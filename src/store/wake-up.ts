/** Lets one loop sleep until someone has something for it. */
export interface WakeUp {
  readonly wake: () => void;
  /** Resolves at the next wake, at once when there was one since the last wait, else after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let woken = false;
  let resume: (() => void) | undefined;
  return {
    wake: () => {
      woken = true;
      resume?.();
    },
    wait: async (timeoutMs) => {
      if (!woken) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          resume = resolve;
          timer = setTimeout(resolve, timeoutMs);
        });
        clearTimeout(timer);
        resume = undefined;
      }
      woken = false;
    },
  };
}
