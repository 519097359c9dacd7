import { describe, expect, it } from "vitest";
import { ask } from "../../../src/cli/doctor/ask.ts";

const noRefusal = () => undefined;
const failing = (error: Error) => async () => {
  throw error;
};

describe("ask", () => {
  it("gives the answer", async () => {
    const answer = await ask(1_000, noRefusal, () => Promise.resolve(7));
    expect(answer).toEqual({ kind: "answered", value: 7 });
  });

  it("tells a no from a failure on the way", async () => {
    const refusal = { code: "403", message: "no" };
    expect(await ask(1_000, () => refusal, failing(new Error("no")))).toEqual({
      kind: "refused",
      ...refusal,
    });
    expect(await ask(1_000, noRefusal, failing(new Error("no")))).toEqual({
      kind: "silent",
      message: "no",
    });
  });

  it("lets go of what is late", async () => {
    let signal: AbortSignal | undefined;
    const answer = await ask(1, noRefusal, (given) => {
      signal = given;
      return new Promise<never>(() => undefined);
    });
    expect(answer).toEqual({ kind: "silent", message: "nothing came within 0.001 seconds." });
    expect(signal?.aborted).toBe(true);
  });

  it.each([
    [new AggregateError([new Error("connect ECONNREFUSED ::1:5432")]), "ECONNREFUSED ::1:5432"],
    [new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND x") }), "ENOTFOUND x"],
    [
      new TypeError("fetch failed", { cause: new AggregateError([new Error("ECONNREFUSED")]) }),
      "ECONNREFUSED",
    ],
  ])("finds the reason in %s", async (error, reason) => {
    const answer = await ask(1_000, noRefusal, failing(error));
    expect(answer).toMatchObject({ message: expect.stringContaining(reason) });
  });
});
