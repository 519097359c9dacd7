import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/domain/event.ts";
import { webhookHandlers } from "../../src/handlers/events.ts";

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as {
  default?: readonly Example[];
} & readonly Example[];
const events: readonly Example[] = examples.default ?? examples;

function examplesOf(name: string, action?: string): readonly Record<string, unknown>[] {
  const found = events.find((each) => each.name === name)?.examples ?? [];
  return action === undefined ? found : found.filter((payload) => payload["action"] === action);
}

function recognise(
  name: string,
  payload: unknown,
  repository = "Codertocat/Hello-World",
): InboundEvent | undefined {
  const [owner = "", repo = ""] = repository.split("/");
  const delivery = { id: "d-1", name, payload, receivedAt: "2026-11-24T09:00:00.000Z" };
  const handler = webhookHandlers.find(({ event }) => event === name);
  return handler?.recognise(delivery, { owner, name: repo });
}

/** A pull request payload of GitHub's own examples, moved to another branch and head repository. */
function pullRequest(ref: string, headRepository?: string): Record<string, unknown> {
  const [example] = examplesOf("pull_request", "opened");
  const payload = structuredClone(example) as {
    pull_request: {
      head: { ref: string; repo: { full_name: string } };
      base: { repo: { full_name: string } };
    };
  } & Record<string, unknown>;
  payload.pull_request.head.ref = ref;
  payload.pull_request.head.repo.full_name =
    headRepository ?? payload.pull_request.base.repo.full_name;
  return payload;
}

describe("webhooks as GitHub sends them", () => {
  it.each(webhookHandlers.map(({ event }) => event))(
    "%s: real payloads of another repository are left alone",
    (event) => {
      const payloads = examplesOf(event);
      expect(payloads.length).toBeGreaterThan(0);
      for (const payload of payloads)
        expect(recognise(event, payload, "myorg/platform-config")).toBeUndefined();
    },
  );

  it.each(webhookHandlers.map(({ event }) => event))(
    "%s: what is no payload is left alone",
    (event) => {
      for (const payload of [null, "text", [], {}, { repository: null }, { action: "opened" }]) {
        expect(recognise(event, payload)).toBeUndefined();
      }
    },
  );

  it("takes an opened issue, with the signed sender and not a name in the text", () => {
    const [payload] = examplesOf("issues", "opened");
    const event = recognise("issues", payload);
    expect(event).toMatchObject({
      id: "github:d-1",
      name: "issue.opened",
      payload: { login: "Codertocat", deliveryId: "d-1" },
    });
    expect(event?.key).toMatch(/^issue\/\d+$/);
  });

  it("takes an edited issue only when its text changed", () => {
    const [payload] = examplesOf("issues", "edited");
    expect(recognise("issues", { ...payload, changes: { title: { from: "x" } } })).toBeUndefined();
    expect(recognise("issues", { ...payload, changes: { body: { from: "x" } } })?.name).toBe(
      "issue.edited",
    );
  });

  it("puts a request's pull request under the request's key", () => {
    const event = recognise("pull_request", pullRequest("causeway/r-0123456789"));
    expect(event).toMatchObject({
      key: "request/r-0123456789",
      payload: { requestId: "r-0123456789" },
    });
  });

  it.each([
    ["any other branch", pullRequest("changes")],
    [
      "a branch of that name in a fork",
      pullRequest("causeway/r-0123456789", "stranger/Hello-World"),
    ],
    ["a branch that only looks like one", pullRequest("causeway/r-0123456789/x")],
  ])("puts %s under the pull request's own key", (_name, payload) => {
    const event = recognise("pull_request", payload);
    expect(event?.key).toMatch(/^pull\/\d+$/);
    expect(event?.payload).not.toHaveProperty("requestId");
  });

  it("takes a push to the default branch and no other", () => {
    const [payload] = examplesOf("push");
    const onMain = { ...payload, ref: "refs/heads/master" };
    expect(recognise("push", onMain)).toMatchObject({
      name: "configuration.changed",
      key: "configuration",
    });
    expect(recognise("push", { ...payload, ref: "refs/heads/other" })).toBeUndefined();
    expect(recognise("push", { ...payload, ref: "refs/tags/master" })).toBeUndefined();
  });

  it("takes a review", () => {
    const [payload] = examplesOf("pull_request_review", "submitted");
    expect(recognise("pull_request_review", payload)?.name).toBe("pullRequest.changed");
  });

  it("takes a press on Re-run, under the key of its pull request", () => {
    const [payload] = examplesOf("check_run", "created");
    const event = recognise("check_run", { ...payload, action: "rerequested" });
    expect(event).toMatchObject({ name: "pullRequest.changed" });
  });
});
