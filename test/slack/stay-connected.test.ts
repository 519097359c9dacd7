import { expect, it } from "vitest";
import { stayConnected, type Connection } from "../../src/slack/stay-connected.ts";
import { silent } from "./workspace.ts";

/** A connection that opens or fails as scripted; after the script it stays open. */
function scripted(script: readonly ("opens" | "fails")[]) {
  const listeners: (() => void)[] = [];
  const opened = Promise.withResolvers<void>();
  let tries = 0;
  const connection: Connection = {
    open: () => {
      tries += 1;
      const next = script[tries - 1];
      if (next === "fails") return Promise.reject(new Error("HTTP 503"));
      if (next === undefined) opened.resolve();
      else queueMicrotask(lose);
      return Promise.resolve();
    },
    close: () => {
      lose();
      return Promise.resolve();
    },
    onLost: (listener) => listeners.push(listener),
  };
  function lose(): void {
    setImmediate(() => listeners.forEach((listener) => listener()));
  }
  return { connection, opened: opened.promise, tries: () => tries };
}

it("opens again after a loss at once, and after failures with growing pauses, without ever throwing", async () => {
  const pauses: number[] = [];
  const script = ["fails", "fails", "fails", "opens", "fails", "opens"] as const;
  const { connection, opened } = scripted(script);
  const standing = stayConnected(connection, silent, (milliseconds) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  });
  standing.start();
  await opened;
  expect(pauses).toEqual([2_000, 4_000, 8_000, 1_000, 2_000, 1_000]);
  await standing.stop();
});

it("pauses for at most a minute", async () => {
  const pauses: number[] = [];
  const { connection, opened } = scripted(Array.from({ length: 20 }, () => "fails" as const));
  const standing = stayConnected(connection, silent, (milliseconds) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  });
  standing.start();
  await opened;
  expect(Math.max(...pauses)).toBe(60_000);
  await standing.stop();
});

it("does not open again once it is stopped", async () => {
  const { connection, opened, tries } = scripted([]);
  const waited: number[] = [];
  const standing = stayConnected(connection, silent, (milliseconds) => {
    waited.push(milliseconds);
    return Promise.resolve();
  });
  standing.start();
  await opened;
  await standing.stop();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(tries()).toBe(1);
  expect(waited).toEqual([]);
});
