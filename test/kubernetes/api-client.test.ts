import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { createApiClient, type ApiClient } from "../../src/kubernetes/api-client.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kube-config.ts";

const signal = new AbortController().signal;
const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A client of an API server that answers as the listener says. */
async function clientOf(answer: RequestListener, user: object = {}): Promise<ApiClient> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const kubeConfig = stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [
      {
        name: "test",
        cluster: { server: `http://127.0.0.1:${address.port}/`, "insecure-skip-tls-verify": true },
      },
    ],
    users: [{ name: "test", user }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  });
  return createApiClient(loadKubeConfig({ kubeConfig }));
}

async function linesOf(client: ApiClient, silenceMs = 5_000): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  await client.streamLines("/watch", { signal, silenceMs, onLine: (line) => lines.push(line) });
  return lines;
}

describe("the API client", () => {
  it("reads lists that the server compresses, and asks for that", async () => {
    const asked: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      asked.push(request.headers["accept-encoding"]);
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify({ items: ["ä"] })));
    });
    expect(await client.getJson("/list", signal)).toEqual({ items: ["ä"] });
    expect(asked).toEqual(["gzip"]);
  });

  it("rejects a compressed list that ends in the middle", async () => {
    const whole = gzipSync(JSON.stringify({ items: Array.from({ length: 5_000 }, Math.random) }));
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(whole.subarray(0, whole.length / 2));
    });
    await expect(client.getJson("/list", signal)).rejects.toThrow(/unexpected end/);
  });

  it("reads a refusal that is compressed", async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(403, { "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify({ kind: "Status", message: "pods is forbidden" })));
    });
    await expect(client.getJson("/list", signal)).rejects.toMatchObject({
      statusCode: 403,
      message: "pods is forbidden",
    });
  });

  it("wants a watch uncompressed, and reads lines that come in pieces", async () => {
    const asked: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      asked.push(request.headers["accept-encoding"]);
      const bytes = Buffer.from('{"name":"größe"}\n{"name":"two"}\n');
      response.writeHead(200);
      response.write(bytes.subarray(0, 12));
      // The second piece begins within a character of two bytes.
      setImmediate(() => response.end(bytes.subarray(12)));
    });
    expect(await linesOf(client)).toEqual([{ name: "größe" }, { name: "two" }]);
    expect(asked).toEqual(["identity"]);
  });

  it("gives up a watch on which nothing comes", async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200);
      response.write('{"name":"one"}\n');
    });
    await expect(linesOf(client, 30)).rejects.toThrow("nothing came for 0.03 seconds");
  });

  it("ends a watch whose listener throws, and one that is stopped", async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200);
      response.write('{"name":"one"}\n');
    });
    const throwing = client.streamLines("/watch", {
      signal,
      silenceMs: 5_000,
      onLine: () => {
        throw new Error("not this one");
      },
    });
    await expect(throwing).rejects.toThrow("not this one");
    const stopping = new AbortController();
    const stopped = client.streamLines("/watch", {
      signal: stopping.signal,
      silenceMs: 5_000,
      onLine: () => stopping.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
  });

  it("shows the start of what a proxy answers instead of the API server", async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end(`<html>Bad gateway</html>${" ".repeat(100_000)}`);
    });
    await expect(client.getJson("/list", signal)).rejects.toMatchObject({
      statusCode: 502,
      message: "<html>Bad gateway</html>",
    });
  });

  it("takes a token that was renewed in its file, as a pod's service account's is", async () => {
    const directory = await mkdtemp(join(tmpdir(), "causeway-token-"));
    cleanups.push(() => rm(directory, { recursive: true }));
    const tokenFile = join(directory, "token");
    await writeFile(tokenFile, "first");
    const seen: (string | undefined)[] = [];
    const client = await clientOf(
      (request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(200);
        response.end("{}");
      },
      { "auth-provider": { name: "tokenFile", config: { tokenFile } } },
    );
    await client.getJson("/list", signal);
    await writeFile(tokenFile, "second");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    cleanups.push(() => void vi.useRealTimers());
    await client.getJson("/list", signal);
    expect(seen).toEqual(["Bearer first", "Bearer second"]);
  });
});
