import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TerminalError } from "../../src/domain/errors.ts";
import { createSignIn, type SignInOptions } from "../../src/github/sign-in.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { client, startSignInServer, type SignInServer } from "./sign-in-server.ts";

let github: SignInServer;
beforeAll(async () => {
  github = await startSignInServer();
});
afterAll(() => github.close());
beforeEach(() => {
  github.trouble = undefined;
});

const attempt = {
  redirectUri: "https://causeway.example.com/link/callback",
  verifier: "v".repeat(43),
};

function signIn(changes: Partial<SignInOptions> = {}) {
  const { url } = github;
  return createSignIn({ webUrl: url, apiUrl: url, ...client, log: new FakeLogger(), ...changes });
}

/** The code that a person comes back with. */
function codeFor(login: string): string {
  const back = github.allow(signIn().address({ ...attempt, state: "abc" }), login);
  return new URL(back).searchParams.get("code") ?? "";
}

describe("signing in on GitHub", () => {
  it("sends the person to GitHub with state and an S256 challenge, and not with the verifier", () => {
    const url = new URL(signIn().address({ ...attempt, state: "abc" }));
    expect(url.origin + url.pathname).toBe(`${github.url}/login/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: client.clientId,
      redirect_uri: attempt.redirectUri,
      state: "abc",
      // echo -n vvv… | openssl dgst -sha256 -binary | basenc --base64url
      code_challenge: "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM",
      code_challenge_method: "S256",
      prompt: "select_account",
      allow_signup: "false",
    });
  });

  it("says who came back, and keeps no token", async () => {
    const person = await signIn().whoIs({ ...attempt, code: codeFor("mona") });
    expect(person).toEqual({ kind: "person", login: "mona", id: 2 });
    expect([...github.liveTokens]).toEqual([]);
  });

  it("refuses a code that was used, is made up, or belongs to another verifier", async () => {
    const code = codeFor("mona");
    await signIn().whoIs({ ...attempt, code });
    expect(await signIn().whoIs({ ...attempt, code })).toEqual({ kind: "refused" });
    expect(await signIn().whoIs({ ...attempt, code: "made-up" })).toEqual({ kind: "refused" });
    const stolen = { ...attempt, code: codeFor("mona"), verifier: "w".repeat(43) };
    expect(await signIn().whoIs(stolen)).toEqual({ kind: "refused" });
  });

  it.each<[what: string, changes: Partial<SignInOptions>]>([
    ["a wrong secret", { clientSecret: "t".repeat(40) }],
    ["an App that there is not", { clientId: "Iv23liOther" }],
  ])("tells the platform team of %s, without the secret", async (_what, changes) => {
    const asking = signIn(changes).whoIs({ ...attempt, code: codeFor("mona") });
    await expect(asking).rejects.toThrow(TerminalError);
    await expect(asking).rejects.toThrow(/GITHUB_CLIENT_SECRET/);
    await expect(asking).rejects.not.toThrow(/tttt/);
  });

  it("can be tried again while GitHub has trouble", async () => {
    const code = codeFor("mona");
    github.trouble = 502;
    const asking = signIn().whoIs({ ...attempt, code });
    await expect(asking).rejects.not.toThrow(TerminalError);
    await expect(asking).rejects.toThrow(/502/);
    github.trouble = undefined;
    expect(await signIn().whoIs({ ...attempt, code })).toMatchObject({ login: "mona" });
  });
});
