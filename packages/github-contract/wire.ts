import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";

/** One API call and its answer. */
export interface Exchange {
  readonly method: string;
  /** As it was sent: parts are percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** A webhook that came. */
export interface Webhook {
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: unknown;
}

export interface Listener {
  readonly url: string;
  close(): void;
}

/** Passes every call on and keeps what was said both ways. */
export async function listenBetween(target: string, exchanges: Exchange[]): Promise<Listener> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, text, exchange } = await pass(target, request);
    exchanges.push(exchange);
    response.writeHead(exchange.status, headers).end(text);
  };
  return listen(createServer((request, response) => void answer(request, response)));
}

/** Hop-by-hop headers, and those that fetch sets itself. */
const own = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);

async function pass(target: string, request: IncomingMessage) {
  const { method = "GET" } = request;
  const url = new URL(request.url ?? "/", target);
  const sent = await textOf(request);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    own.has(name) || value === undefined ? [] : [[name, String(value)]],
  );
  const answer = await fetch(url, { method, headers, ...(sent === "" ? {} : { body: sent }) });
  const text = await answer.text();
  return {
    text,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !own.has(name))),
    exchange: {
      method,
      path: url.pathname,
      query: url.searchParams,
      request: jsonOf(sent),
      status: answer.status,
      response: jsonOf(text),
    },
  };
}

const action = z.object({ action: z.string().optional() });

/** Takes webhooks and keeps them. */
export interface WebhookListener extends Listener {
  readonly webhooks: readonly Webhook[];
  /** Waits for a webhook that came or comes. */
  until(isIt: (webhook: Webhook) => boolean): Promise<void>;
}

export async function listenForWebhooks(): Promise<WebhookListener> {
  const webhooks: Webhook[] = [];
  const arrivals = new EventEmitter();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const payload = jsonOf(await textOf(request));
    const event = String(request.headers["x-github-event"]);
    webhooks.push({ event, action: action.parse(payload).action, payload });
    response.end("ok");
    arrivals.emit("webhook");
  };
  const server = createServer((request, response) => void take(request, response));
  const until = async (isIt: (webhook: Webhook) => boolean): Promise<void> => {
    while (!webhooks.some(isIt)) await once(arrivals, "webhook");
  };
  return { ...(await listen(server)), webhooks, until };
}

async function listen(server: Server): Promise<Listener> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("No port is free.");
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}
