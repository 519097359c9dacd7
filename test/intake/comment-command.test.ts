import { describe, expect, it } from "vitest";
import { parseComment } from "../../src/intake/comment-command.ts";

describe("a comment's commands", () => {
  it.each([
    ["/promote staging", [{ kind: "promote", environment: "staging" }]],
    [
      "/promote staging checkout",
      [{ kind: "promote", environment: "staging", service: "checkout" }],
    ],
    ["  /Promote  staging ", [{ kind: "promote", environment: "staging" }]],
    [
      "Looks good.\r\n/approve\r\nThanks!\r\n/promote production",
      [{ kind: "approve" }, { kind: "promote", environment: "production" }],
    ],
    ["/rollback production", [{ kind: "rollback", environment: "production" }]],
    [
      "/rollback production checkout 1.4.1",
      [{ kind: "rollback", environment: "production", service: "checkout", version: "1.4.1" }],
    ],
    ["/deny not on a Friday", [{ kind: "deny", reason: "not on a Friday" }]],
    ["/choose checkout", [{ kind: "choose", choice: "checkout" }]],
    [
      "/hold production black friday",
      [{ kind: "hold", environment: "production", reason: "black friday" }],
    ],
    ["/unhold production", [{ kind: "unhold", environment: "production", reason: "" }]],
    ["/check", [{ kind: "check" }]],
    ["/status\n/help", [{ kind: "status" }, { kind: "help" }]],
  ])("%j", (body, commands) => {
    expect(parseComment(body)).toEqual(commands);
  });

  it.each([
    ["no command at all", "Shall we promote staging?"],
    ["a command in the middle of a line", "Please /promote staging"],
    ["a block of code", "```\n/promote production\n```"],
    ["a block of code with another fence in it", "````\n```\n/approve\n```\n````"],
    ["a block of code that never ends", "~~~\n/approve"],
    ["an indented block", "See:\n\n    /approve"],
    ["a quote", "> /approve\nNo, not yet."],
    ["an HTML comment", "<!-- /approve -->"],
    ["an HTML comment that never ends", "<!--\n/approve"],
    ["a path among words", "The file is\n/etc/hosts\nif you look."],
    ["a word with a slash among words", "Mount it at\n/data\nplease."],
  ])("are none in %s", (_what, body) => {
    expect(parseComment(body)).toEqual([]);
  });

  it.each([
    ["/promot staging", "There is no /promot. Did you mean /promote <environment> [service]?"],
    ["/promote", "It is written /promote <environment> [service]."],
    ["/promote a b c", "It is written /promote <environment> [service]."],
    ["/approve please", "It is written /approve."],
    ["/deny", "It is written /deny <reason>."],
    ["/deploy", "There is no /deploy. /help lists what there is."],
  ])("that can't be carried out say what would be right: %j", (body, message) => {
    expect(parseComment(body)).toEqual([{ kind: "mistaken", line: body, message }]);
  });

  it("are at most ten, however long the comment is", () => {
    expect(parseComment("/check\n".repeat(50_000))).toHaveLength(10);
  });
});
