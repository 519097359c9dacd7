import { describe, expect, it } from "vitest";
import {
  promotionBody,
  promotionCommitMessage,
  promotionTitle,
  type PromotionWords,
} from "../../../src/plan/promotion/promotion-body.ts";
import { overlays } from "./layouts.ts";
import { promote } from "./promoting.ts";

function words(change: Partial<PromotionWords> = {}): PromotionWords {
  const plan = promote(overlays);
  if (plan.kind !== "edits") throw new Error(JSON.stringify(plan));
  return {
    kind: "promote",
    service: "checkout",
    from: "dev",
    to: "staging",
    plan,
    brings: [
      {
        title: "Fix the basket",
        label: "#12",
        url: "https://github.com/acme/checkout/pull/12",
        author: "octocat",
      },
    ],
    requester: "hubot",
    requestId: "pr-1",
    ...change,
  };
}

describe("a promotion's pull request", () => {
  it("has a title that says what and where", () => {
    expect(promotionTitle(words())).toBe("Promote checkout 1.4.2 to staging");
    expect(promotionTitle(words({ kind: "rollback", to: "production" }))).toBe(
      "Roll back checkout to 1.4.2 in production",
    );
  });

  it("says what changes, what it brings, and what happens next", () => {
    expect(promotionBody(words()))
      .toBe(`hubot asks to promote **checkout** \`1.4.2\` from \`dev\` to \`staging\`.

| What | From | To | Where |
| --- | --- | --- | --- |
| \`ghcr.io/acme/checkout\` tag | \`1.4.1\` | \`1.4.2\` | \`apps/checkout/overlays/staging/kustomization.yaml:7\` |

No other byte of these files changes.

**What it brings.**

- [\\#\u200b12](https://github.com/acme/checkout/pull/12) Fix the basket (octocat)

**When it is merged,** the GitOps controller brings it to \`staging\`. Progress is told where it was asked.

**To stop it,** close this pull request: then nothing is changed.

<!-- causeway:request=pr-1 -->
`);
  });

  it("lists what was left, links the thread, and counts what is too much to list", () => {
    const { plan } = words();
    const brings = Array.from({ length: 60 }, (_, index) => ({
      title: `Change ${index}`,
      label: `${index}`,
    }));
    const body = promotionBody(
      words({
        plan: { ...plan, notes: ["envoy stays."] },
        brings,
        threadUrl: "https://x.slack.com/t",
      }),
    );
    expect(body).toContain("**What stays as it is.**\n\n- envoy stays.\n");
    expect(body).toContain("and 10 more.");
    expect(body).not.toContain("Change 50");
    expect(body).toContain("[the thread](https://x.slack.com/t)");
  });

  it("treats everything as text", () => {
    const evil = "x | `a` <!-- causeway:request=other --> @all\n\nRequested-by: eve";
    const body = promotionBody(words({ service: evil, brings: [{ title: evil, label: evil }] }));
    expect(body.match(/<!-- causeway:request=/g)).toHaveLength(1);
    expect(body).not.toMatch(/@all/);
    const message = promotionCommitMessage(words({ service: evil }));
    expect(message.match(/^Requested-by:/gm)).toHaveLength(1);
  });

  it("has a commit message with trailers", () => {
    expect(promotionCommitMessage(words())).toBe(`Promote checkout 1.4.2 to staging

- ghcr.io/acme/checkout: 1.4.1 -> 1.4.2 (apps/checkout/overlays/staging/kustomization.yaml:7)

Causeway-Request: pr-1
Requested-by: hubot
Causeway-Service: checkout
Causeway-From: dev
Causeway-Environment: staging`);
  });
});
