import type { IncomingMessage } from "node:http";

/** The body is larger than allowed; it was not read to its end. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** Reads a request's body. Rejects with a TooLargeError as soon as it is larger than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): TooLargeError => new TooLargeError(`The body has more than ${limit} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      reject(tooLarge());
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The connection closed before the body's end.")));
  });
}
