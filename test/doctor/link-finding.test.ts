import { describe, expect, it } from "vitest";
import { linkFinding } from "../../src/doctor/link-finding.ts";

const all = { GITHUB_CLIENT_ID: true, GITHUB_CLIENT_SECRET: true, CAUSEWAY_PUBLIC_URL: true };

describe("whether people can link themselves", () => {
  it("is fine when everything is set", () => {
    expect(linkFinding(all)).toMatchObject({ id: "slack-link", state: "ok" });
  });

  it("is a warning that names what is not set, and the other way", () => {
    const finding = linkFinding({
      ...all,
      GITHUB_CLIENT_SECRET: false,
      CAUSEWAY_PUBLIC_URL: false,
    });
    expect(finding).toMatchObject({ id: "slack-link-not-set-up", state: "warning" });
    expect(finding.what).toContain("(GITHUB_CLIENT_SECRET, CAUSEWAY_PUBLIC_URL not set)");
    expect(finding.mend).toMatch(/Set GITHUB_CLIENT_SECRET, CAUSEWAY_PUBLIC_URL .*"people"/);
  });
});
