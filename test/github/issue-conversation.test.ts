import { describe, expect, it } from "vitest";
import type { RequestRecord } from "../../src/domain/request.ts";
import { createIssueConversation } from "../../src/github/issue-conversation.ts";
import { repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

const renderer = {
  renderReportMarkdown: ({ title }: { readonly title: string }) => `**${title}**`,
  renderReplyMarkdown: ({ paragraphs }: { readonly paragraphs: readonly string[] }) =>
    paragraphs.join("\n\n"),
};

function record(number: number, edits: Partial<RequestRecord> = {}): RequestRecord {
  return {
    request: {
      id: `r-${number}`,
      kind: "provision",
      offering: "databases.platform.example.com",
      requester: { githubLogin: "octocat" },
      team: "my-team",
      name: "my-db",
      values: {},
      askedAt: "2026-11-24T12:00:00Z",
    },
    thread: { surface: "issue", repository, number },
    state: "asked",
    replies: {},
    ...edits,
  };
}

const report = (title: string, requestId: string) => ({
  requestId,
  title,
  requester: { githubLogin: "octocat" },
  steps: [],
  links: [],
});

describe("an issue's conversation", () => {
  it("is one comment that is edited, one reply of each kind, and a closed issue, also after a crash", async () => {
    const number = await github().openIssue("octocat", { title: "A database", body: "please" });
    const conversation = createIssueConversation(host(), renderer, repository);
    const id = `r-${number}`;
    const message = await conversation.ensureMessage(record(number), report("open", id), false);
    // The record was not saved: the second run knows of no message.
    const found = await conversation.ensureMessage(record(number), report("merged", id), true);
    expect(found).toEqual(message);
    await conversation.ensureMessage(record(number, { message }), report("ready", id), false);
    const reply = { kind: "ready", requestId: id, paragraphs: ["It runs."], links: [] };
    const first = await conversation.ensureReply(record(number), message, reply, false);
    expect(await conversation.ensureReply(record(number), message, reply, true)).toEqual(first);
    await conversation.close(record(number), "completed");
    await conversation.close(record(number), "completed");
    expect(await github().comments(number)).toMatchObject([
      { author: "causeway[bot]", body: `**ready**\n\n<!-- causeway:report=${id} -->`, edits: 2 },
      {
        author: "causeway[bot]",
        body: `It runs.\n\n<!-- causeway:reply=${id}:ready -->`,
        edits: 0,
      },
    ]);
    const issues = await github().issues();
    expect(issues.find((issue) => issue.number === number)).toMatchObject({
      state: "closed",
      stateReason: "completed",
    });
  });

  it("refuses a request that was made elsewhere, and closes nothing for it", async () => {
    const thread = { surface: "slack", channel: "C1", userId: "U1" } as const;
    const conversation = createIssueConversation(host(), renderer, repository);
    const elsewhere = record(1, { thread });
    await expect(async () =>
      conversation.ensureMessage(elsewhere, report("x", "r-1"), true),
    ).rejects.toThrow("no place on GitHub");
    await expect(conversation.close(elsewhere, "completed")).resolves.toBeUndefined();
  });
});
