import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Webhooks } from "@octokit/webhooks";
import { errorMessage } from "../domain/errors.ts";
import { isJsonObject } from "../domain/json.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { readBody, TooLargeError } from "./request-body.ts";

/** A webhook whose signature was verified. Its payload is untrusted all the same: people wrote most of it. */
export interface GitHubDelivery {
  /** X-GitHub-Delivery: the same when GitHub redelivers. */
  readonly id: string;
  /** X-GitHub-Event. */
  readonly name: string;
  readonly payload: unknown;
}

export interface WebhookListenerOptions {
  /** The App's webhook secret. */
  readonly secret: string;
  /** The path of the webhook's address. */
  readonly path: string;
  readonly log: Logger;
  /** Stores a delivery. GitHub is told 200 when it resolves and 503 when it rejects. */
  readonly onDelivery: (delivery: GitHubDelivery) => Promise<void>;
}

/** GitHub sends at most 25 MB. */
export const maxPayloadBytes = 25_000_000;

interface Outcome {
  readonly status: number;
  readonly message: string;
}

/**
 * Takes GitHub's webhooks. Answers only when a delivery is stored, because GitHub records the answer and never sends
 * again by itself: 200 stored, 400 not a webhook, 401 wrong signature, 404 another path, 405 not a POST, 413 too
 * large, 415 not JSON, 503 not stored.
 */
export function createWebhookListener(options: WebhookListenerOptions): RequestListener {
  const webhooks = new Webhooks({ secret: options.secret });
  return (request, response) => {
    take(webhooks, options, request)
      .catch((error: unknown): Outcome => {
        options.log.error({ error: errorMessage(error) }, "a webhook could not be taken");
        return { status: 500, message: "The webhook could not be taken." };
      })
      .then((outcome) => answer(request, response, outcome))
      .catch((error: unknown) => {
        options.log.debug({ error: errorMessage(error) }, "GitHub hung up before the answer");
      });
  };
}

async function take(
  webhooks: Webhooks,
  options: WebhookListenerOptions,
  request: IncomingMessage,
): Promise<Outcome> {
  const refused = refuseByHead(request, options.path);
  if (refused !== undefined) return refused;
  const body = await readBodyOrRefuse(request);
  if (typeof body !== "string") return body;
  const signature = headerOf(request, "x-hub-signature-256");
  const signed = signature !== undefined && body !== "" && (await webhooks.verify(body, signature));
  if (!signed) {
    options.log.warn({ from: request.socket.remoteAddress }, "a webhook had a wrong signature");
    return { status: 401, message: "The signature does not match the webhook secret." };
  }
  const id = headerOf(request, "x-github-delivery");
  const name = headerOf(request, "x-github-event");
  if (id === undefined || name === undefined)
    return { status: 400, message: "X-GitHub-Delivery and X-GitHub-Event are needed." };
  const payload = parsePayload(body);
  if (payload === undefined) return { status: 400, message: "The body is not a JSON object." };
  return store(options, { id, name, payload });
}

/** What can be refused before the body is read. */
function refuseByHead(request: IncomingMessage, path: string): Outcome | undefined {
  const [pathname] = (request.url ?? "").split("?");
  if (pathname !== path) return { status: 404, message: "There is nothing here." };
  if (request.method !== "POST") return { status: 405, message: "Webhooks come as POST." };
  if (!/^application\/json\b/i.test(headerOf(request, "content-type") ?? ""))
    return { status: 415, message: "Set the webhook's content type to application/json." };
  return undefined;
}

async function readBodyOrRefuse(request: IncomingMessage): Promise<string | Outcome> {
  try {
    return (await readBody(request, maxPayloadBytes)).toString("utf8");
  } catch (error) {
    if (error instanceof TooLargeError) return { status: 413, message: error.message };
    return { status: 400, message: "The body could not be read." };
  }
}

function parsePayload(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

async function store(options: WebhookListenerOptions, delivery: GitHubDelivery): Promise<Outcome> {
  try {
    await options.onDelivery(delivery);
    return { status: 200, message: "ok" };
  } catch (error) {
    const { id, name } = delivery;
    options.log.error({ id, event: name, error: errorMessage(error) }, "a webhook was not stored");
    return { status: 503, message: "The event could not be stored. Redeliver it later." };
  }
}

function answer(request: IncomingMessage, response: ServerResponse, outcome: Outcome): void {
  if (response.destroyed) return;
  const text = `${outcome.message}\n`;
  // A body that was not read to its end can't be followed by another request on the same connection.
  const close = request.readableEnded ? {} : { connection: "close" };
  response
    .writeHead(outcome.status, {
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      ...close,
    })
    .end(text);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
