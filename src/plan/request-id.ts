import { createHash } from "node:crypto";

/** Crockford's alphabet: no letter that reads like a digit, and no u. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const length = 10;

/**
 * The id of the request that an event brings: `r-` and 50 bits of the SHA-256 of the event's id, so that the same
 * event is the same request however often it comes.
 */
export function requestId(eventId: string): string {
  const digest = createHash("sha256").update(eventId).digest();
  let number = BigInt(`0x${digest.subarray(0, 7).toString("hex")}`) >> 6n;
  let text = "";
  for (let count = 0; count < length; count += 1) {
    text = (alphabet[Number(number & 31n)] ?? "") + text;
    number >>= 5n;
  }
  return `r-${text}`;
}
