import { describe, expect, it } from "vitest";
import { mayMerge, type MergeFacts } from "../../src/plan/may-merge.ts";

const head = "a".repeat(40);
const before = "b".repeat(40);

const facts: MergeFacts = {
  headSha: head,
  requesterLogin: "octocat",
  baseRef: "main",
  defaultBranch: "main",
  draft: false,
  labels: [],
  checkConclusion: "success",
  approvalsNeeded: 1,
  approvers: "platform-team",
  reviews: [],
};

const review = { login: "mona", state: "approved", commitSha: head, eligible: true } as const;

const allowed = { kind: "proceed", reasonCode: "allowed" };

function waits(reasonCode: string, message = /./): object {
  return { kind: "wait", reasonCode, message: expect.stringMatching(message) };
}

describe("what may be merged", () => {
  it.each<[string, Partial<MergeFacts>, object]>([
    ["no approval needed", { approvalsNeeded: 0 }, allowed],
    ["an approval of this commit", { reviews: [review] }, allowed],
    ["none yet", {}, waits("approvalsMissing", /one approval from platform-team/)],
    [
      "one of two",
      { approvalsNeeded: 2, reviews: [review] },
      waits("approvalsMissing", /one approval/),
    ],
    ["none of two", { approvalsNeeded: 2 }, waits("approvalsMissing", /2 approvals/)],
    [
      "the requester's own",
      { reviews: [{ ...review, login: "octocat" }] },
      waits("approvalsMissing"),
    ],
    [
      "the requester's own in other letters",
      { reviews: [{ ...review, login: "OctoCat" }] },
      waits("approvalsMissing"),
    ],
    [
      "an approval of the commit before",
      { reviews: [{ ...review, commitSha: before }] },
      waits("approvalsMissing"),
    ],
    [
      "someone who may not",
      { reviews: [{ ...review, eligible: false }] },
      waits("approvalsMissing"),
    ],
    [
      "someone eligible asked for changes",
      { approvalsNeeded: 0, reviews: [{ ...review, state: "changesRequested" }] },
      waits("approvalsMissing", /mona asked for changes/),
    ],
    [
      "a stranger asked for changes",
      { approvalsNeeded: 0, reviews: [{ ...review, state: "changesRequested", eligible: false }] },
      allowed,
    ],
    ["the check failed", { approvalsNeeded: 0, checkConclusion: "failure" }, waits("checkFailed")],
    [
      "no check of this commit yet",
      { approvalsNeeded: 0, checkConclusion: undefined },
      waits("checkRunning"),
    ],
    [
      "another base than the default branch",
      { approvalsNeeded: 0, baseRef: "release" },
      waits("held", /base is release, and only what is merged into main/),
    ],
    ["a draft", { approvalsNeeded: 0, draft: true }, waits("held", /draft/)],
    ["the label hold", { approvalsNeeded: 0, labels: ["hold"] }, waits("held", /"hold"/)],
  ])("%s", (_name, changed, expected) => {
    expect(mayMerge({ ...facts, ...changed })).toMatchObject(expected);
  });

  it("says whom it waits for when no team is named", () => {
    const { approvers: _, ...anyone } = facts;
    expect(mayMerge(anyone)).toHaveProperty(
      "message",
      expect.stringContaining("someone who can write"),
    );
  });
});
