import { describe, expect, it } from "vitest";
import type { ResourceKind } from "../../src/domain/kubernetes.ts";
import { ApiError, type ApiClient } from "../../src/kubernetes/api-client.ts";
import { defaultTimings, startInformer } from "../../src/kubernetes/informer.ts";
import { createOutage } from "../../src/kubernetes/outage.ts";
import { listObjects } from "../../src/kubernetes/list-objects.ts";
import { watchObjects, type WatchEvent } from "../../src/kubernetes/watch-objects.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";

const accounts: ResourceKind = {
  group: "cosmosdb.azure.upbound.io",
  version: "v1beta1",
  kind: "Account",
  plural: "accounts",
  namespaced: false,
};
const signal = new AbortController().signal;

/** An API server that answers each path from a table; an error in the table is thrown. */
function clientOf(answers: readonly (readonly [RegExp, unknown])[]): ApiClient {
  const answerTo = (path: string): unknown => {
    const answer = answers.find(([pattern]) => pattern.test(path))?.[1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return {
    getJson: (path) => Promise.resolve().then(() => answerTo(path)),
    streamLines: async (path, { onLine }) => {
      const lines = await Promise.resolve(answerTo(path));
      if (Array.isArray(lines)) for (const line of lines) onLine(line);
    },
  };
}

function list(names: readonly string[], next?: string): object {
  return {
    kind: "AccountList",
    apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
    metadata: { resourceVersion: "7", ...(next === undefined ? {} : { continue: next }) },
    items: names.map((name) => ({ metadata: { name } })),
  };
}

async function watch(lines: readonly unknown[]): Promise<readonly WatchEvent[]> {
  const events: WatchEvent[] = [];
  await watchObjects(clientOf([[/watch=true/, lines]]), accounts, {
    version: "1",
    signal,
    silenceMs: 1_000,
    watchMs: 1_000,
    onEvent: (event) => events.push(event),
  });
  return events;
}
function account(resourceVersion: string): object {
  return {
    metadata: { name: "a", resourceVersion },
  };
}

describe("listObjects", () => {
  it("follows the pages and gives each object its apiVersion and kind", async () => {
    const client = clientOf([
      [/continue=next%2Fpage/, list(["b"])],
      [/limit=/, list(["a"], "next/page")],
    ]);
    const { version, objects } = await listObjects(client, accounts, signal);
    expect(version).toBe("7");
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Account a",
      "Account b",
    ]);
  });

  it("lists in one piece when the pages expire half-way", async () => {
    const client = clientOf([
      [/continue=/, new ApiError("The provided continue parameter is too old", 410)],
      [/limit=/, list(["a"], "next")],
      [/accounts$/, list(["a", "b"])],
    ]);
    expect((await listObjects(client, accounts, signal)).objects).toHaveLength(2);
  });

  it.each([["a page of a proxy"], [{ items: [] }], [null]])(
    "refuses %j as a list",
    async (body) => {
      await expect(listObjects(clientOf([[/./, body]]), accounts, signal)).rejects.toThrow(
        "is not a list of objects",
      );
    },
  );
});

describe("watchObjects", () => {
  it("tells changes, deletions and bookmarks with the version to go on from", async () => {
    const events = await watch([
      { type: "ADDED", object: account("2") },
      { type: "MODIFIED", object: account("3") },
      { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } },
      { type: "DELETED", object: account("10") },
    ]);
    expect(events.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      "changed 2",
      "changed 3",
      "bookmark 9",
      "deleted 10",
    ]);
  });

  it("throws what the server says inside the stream, with its code", async () => {
    const object = { kind: "Status", message: "too old resource version: 1 (99)", code: 410 };
    await expect(watch([{ type: "ERROR", object }])).rejects.toMatchObject({
      statusCode: 410,
      message: "too old resource version: 1 (99)",
    });
  });

  it.each([["text"], [{ type: "ADDED" }], [{ type: "ADDED", object: { metadata: {} } }]])(
    "refuses %j as an event",
    async (line) => {
      await expect(watch([line])).rejects.toThrow(/event/);
    },
  );
});

describe("startInformer", () => {
  it("takes a watch up from the last bookmark, without a new list", async () => {
    const asked: string[] = [];
    const enough = Promise.withResolvers<void>();
    const informer = startInformer({
      kind: accounts,
      log: new FakeLogger(),
      timings: { ...defaultTimings, retryMs: [1, 1] },
      outage: createOutage(),
      onChange: () => {},
      client: {
        getJson: (path) => {
          asked.push(path);
          return Promise.resolve(list([]));
        },
        streamLines: async (path, { onLine }) => {
          asked.push(path);
          if (asked.length > 2) enough.resolve();
          await Promise.resolve();
          onLine({ type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } });
        },
      },
    });
    await enough.promise;
    await informer.stop();
    const versions = asked.map((path) => new URL(path, "http://x").searchParams);
    expect(versions[0]?.get("limit")).toBe("500");
    expect(versions[1]?.get("resourceVersion")).toBe("7");
    expect(versions[2]?.get("resourceVersion")).toBe("9");
    expect(versions.filter((query) => query.has("limit"))).toHaveLength(1);
  });
});
