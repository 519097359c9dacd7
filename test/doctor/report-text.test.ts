import { describe, expect, it } from "vitest";
import { findingsOf } from "../../src/doctor/finding.ts";
import { findingsAsText } from "../../src/doctor/report-text.ts";

const { ok, warning, failure } = findingsOf("GitHub");
const fine = ok("github-app", "It is there.");
const odd = warning("github-issues", "Issues are off.", "Turn them on.");
const bad = failure("github-squash", "It can't be merged.", "Allow it.");

describe("findingsAsText", () => {
  it("shows each finding on a line, with its mend below", () => {
    expect(findingsAsText([fine, odd, bad])).toBe(
      [
        "✓ GitHub: It is there.",
        "! GitHub: Issues are off. [github-issues]",
        "    → Turn them on.",
        "✗ GitHub: It can't be merged. [github-squash]",
        "    → Allow it.",
        "",
        "1 thing to mend. 1 warning to look at.",
        "",
      ].join("\n"),
    );
  });

  it.each([
    [[fine], "Everything is as it should be."],
    [[fine, odd, odd], "Nothing is broken. 2 warnings to look at."],
    [[bad, bad], "2 things to mend."],
  ])("sums up", (findings, expected) => {
    expect(findingsAsText(findings).trimEnd().split("\n").at(-1)).toBe(expected);
  });

  it("lets no service's words move the cursor or forge a line", () => {
    const text = findingsAsText([failure("github-refused", "no\n✓ GitHub: fine\u001b[2J", "x")]);
    expect(text.split("\n")[0]).toBe("✗ GitHub: no ✓ GitHub: fine [2J [github-refused]");
  });
});
