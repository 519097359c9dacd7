import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import type { KubeConfig } from "@kubernetes/client-node";

/** The API server answered, and not with success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly statusCode: number;

  constructor(message: string, statusCode: number) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Reads from one API server. Every path starts with a slash and holds its query. */
export interface ApiClient {
  /** The body of a GET, parsed. Throws an ApiError for every status but 200. */
  getJson(path: string, signal: AbortSignal): Promise<unknown>;
  /**
   * Gives each line of a GET's body, parsed, as it arrives; resolves when the server ends it. Rejects when the connection
   * fails, when nothing at all comes for `silenceMs`, when `signal` aborts or when `onLine` throws.
   */
  streamLines(
    path: string,
    options: {
      readonly signal: AbortSignal;
      readonly silenceMs: number;
      readonly onLine: (line: unknown) => void;
    },
  ): Promise<void>;
}

/** How long the API server may take to begin an answer, and to go on with one that is not a watch. */
const answerMs = 30_000;

/** An object in etcd has 1.5 MB at most; this is far beyond what one can be as JSON. */
const lineCharacters = 32_000_000;

/** Bodies of errors are read up to here. */
const errorBodyBytes = 16_384;

/**
 * A client on the credentials and certificates of a kubeconfig. The library's generated clients hold whole lists and copy
 * each object field by field; its Watch drops a connection after 30 silent seconds. This one needs GET only.
 */
export function createApiClient(config: KubeConfig): ApiClient {
  return {
    async getJson(path, signal) {
      const response = await open(config, path, { signal, encoding: "gzip" });
      response.setTimeout(answerMs, () => response.destroy(new Error("the answer stopped")));
      return JSON.parse(await textOf(response)) as unknown;
    },
    async streamLines(path, { signal, silenceMs, onLine }) {
      // Lines must not wait in a compressor for more to come.
      const response = await open(config, path, { signal, encoding: "identity" });
      response.setTimeout(silenceMs, () =>
        response.destroy(new Error(`nothing came for ${silenceMs / 1000} seconds`)),
      );
      await readLines(response, onLine);
    },
  };
}

async function readLines(
  response: IncomingMessage,
  onLine: (line: unknown) => void,
): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > lineCharacters) throw new Error("a line of the watch is too long");
      for (const line of lines) if (line !== "") onLine(JSON.parse(line) as unknown);
    }
  } finally {
    response.destroy();
  }
}

async function open(
  config: KubeConfig,
  path: string,
  { signal, encoding }: { readonly signal: AbortSignal; readonly encoding: "gzip" | "identity" },
): Promise<IncomingMessage> {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("The kubeconfig names no current cluster.");
  const url = new URL(cluster.server.replace(/\/+$/, "") + path);
  const options: RequestOptions = {
    method: "GET",
    headers: { accept: "application/json", "accept-encoding": encoding },
  };
  await config.applyToHTTPSOptions(options);
  const send = url.protocol === "http:" ? httpRequest : httpsRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, { ...options, signal }, resolve);
    request.setTimeout(answerMs, () => request.destroy(new Error("the API server did not answer")));
    request.once("error", reject);
    request.end();
  });
  if (response.statusCode === 200) return response;
  const said = await textOf(response, errorBodyBytes);
  throw new ApiError(statusMessage(said), response.statusCode ?? 0);
}

async function textOf(
  response: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of plainly(response)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A body without the compression that the server, or a proxy before it, chose. */
function plainly(response: IncomingMessage): AsyncIterable<Buffer> {
  if (response.headers["content-encoding"] !== "gzip") return response;
  const unzip = createGunzip();
  // An error on either side ends both, so that nobody waits for the rest.
  pipeline(response, unzip, () => undefined);
  return unzip;
}

/** The message of a Kubernetes `Status`, or the start of whatever came instead. */
function statusMessage(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "message" in parsed) {
      if (typeof parsed.message === "string") return parsed.message;
    }
  } catch {
    // A proxy's page: shown as text.
  }
  return body.slice(0, 200).trim();
}
