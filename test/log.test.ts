import { describe, expect, it } from "vitest";
import { createLogger } from "../src/log.ts";

/** What a logger writes, as lines. */
function logged(level = "info") {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => void lines.push(line) });
  return { log, lines };
}

describe("the log", () => {
  it("is one JSON object a line, with the time and the level in words", () => {
    const { log, lines } = logged();
    log.warn({ requestId: "r-1" }, "something happened");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: "r-1",
      msg: "something happened",
    });
  });

  it("leaves out what is below its level", () => {
    const { log, lines } = logged("warn");
    log.debug({}, "a");
    log.info({}, "b");
    log.error({}, "c");
    expect(lines).toHaveLength(1);
  });

  it("keeps the fields of a child on each of its lines", () => {
    const { log, lines } = logged();
    log.child({ part: "store" }).info({}, "a");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ part: "store" });
  });

  it("can't be made to write a second line", () => {
    const { log, lines } = logged();
    log.info({ text: 'a\n{"level":"error"}' }, "b\nc");
    expect(lines.join("").trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("secrets", () => {
  it.each([
    "token",
    "password",
    "secret",
    "privateKey",
    "authorization",
    "signingSecret",
    "botToken",
    "appToken",
  ])("%s is never written, up to two levels down", (field) => {
    const { log, lines } = logged();
    log.info({ [field]: "hunter2" }, "at the top");
    log.info({ settings: { [field]: "hunter2" } }, "below");
    log.info({ settings: { slack: { [field]: "hunter2" } } }, "further below");
    log.child({ [field]: "hunter2" }).info({}, "in a child");
    expect(lines).toHaveLength(4);
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines.join("")).toContain("[redacted]");
  });
});
