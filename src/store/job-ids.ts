import { randomBytes } from "node:crypto";

/**
 * Makes ids that sort in the order in which they were made, also within one millisecond and when the clock steps
 * back: UUID version 7 with a counter (RFC 9562, section 6.2, method 1: 12 bits of rand_a, then 14 bits of rand_b).
 * pg-boss orders a key by creation time, then by id; events of one transaction share the time.
 */
export function createJobIds(now: () => number = Date.now): () => string {
  let milliseconds = 0;
  let counter = 0;
  return () => {
    const current = now();
    if (current > milliseconds) {
      milliseconds = current;
      counter = 0;
    } else {
      counter += 1;
      if (counter >= 1 << 26) {
        milliseconds += 1;
        counter = 0;
      }
    }
    const time = milliseconds.toString(16).padStart(12, "0");
    const high = (counter >>> 14).toString(16).padStart(3, "0");
    const low = (0x8000 | (counter & 0x3fff)).toString(16);
    const random = randomBytes(6).toString("hex");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low}-${random}`;
  };
}
