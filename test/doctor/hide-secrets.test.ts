import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretHider } from "../../src/doctor/hide-secrets.ts";

describe("secretHider", () => {
  it.each([
    ["a token", "xoxb-1234-5678", "Slack said: xoxb-1234-5678 is unknown"],
    ["a password in a URL", "postgres://me:s3cret%2Fword@db/x", "wrong password s3cret/word"],
    ["that password as it is written", "postgres://me:s3cret%2Fword@db/x", "at s3cret%2Fword@db"],
    [
      "a line of a key",
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabcd\n-----END RSA PRIVATE KEY-----",
      "unexpected MIIEowIBAAKCAQEA",
    ],
    [
      "a line of a key with \\n for line ends",
      String.raw`-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----`,
      "unexpected MIIEowIBAAKCAQEA",
    ],
  ])("hides %s", (_what, secret, text) => {
    const hidden = secretHider([secret])(text);
    expect(hidden).toContain("[secret]");
    expect(hidden).not.toMatch(/5678|s3cret|MIIE/);
  });

  it("leaves other text as it is, also where a secret is a common word", () => {
    expect(secretHider(["a", ""])("a word and a half")).toBe("a word and a half");
  });

  it("lets no secret of eight or more characters through", () => {
    const secret = fc.string({ minLength: 8 }).filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
        const hidden = secretHider([text])(`${before}${text.trim()}${after}`);
        const shown = hidden.split("[secret]");
        expect(shown.length).toBeGreaterThan(1);
        expect(shown.filter((part) => part.includes(text.trim()))).toEqual([]);
      }),
    );
  });
});
