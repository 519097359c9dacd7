import type { Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { createSignIn } from "../../src/github/sign-in.ts";
import { createWebServer, listen, stopListening } from "../../src/web/server.ts";
import { createLinkDesk, type LinkDesk } from "../../src/workflow/link-person.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { FakePeopleLinks } from "../fakes/fake-people-links.ts";
import { client, startSignInServer, type SignInServer } from "../github/sign-in-server.ts";
import { platformYaml } from "../workflow/world.ts";

/** Causeway's pages and GitHub's sign-in, both over real HTTP. */
interface Place {
  readonly github: SignInServer;
  readonly server: Server;
  readonly desk: LinkDesk;
  readonly links: FakePeopleLinks;
  readonly clock: FakeClock;
  readonly log: FakeLogger;
  readonly told: (readonly [user: string, message: string])[];
}

let place: Place;

function noWebhooks(): void {
  throw new Error("no webhook comes here");
}

beforeEach(async () => {
  const github = await startSignInServer();
  const [links, clock, log] = [new FakePeopleLinks(), new FakeClock(), new FakeLogger()];
  const told: [string, string][] = [];
  const parsed = parsePlatform(platformYaml(), "platform.yaml");
  if (parsed.kind === "broken") throw new Error("platform.yaml is broken");
  const address = { publicUrl: "" };
  const desk = createLinkDesk({
    links,
    platform: () => parsed.platform,
    clock,
    log,
    way: {
      signIn: createSignIn({ webUrl: github.url, apiUrl: github.url, ...client, log }),
      messages: {
        tell: async (user, message) => {
          told.push([user, message]);
        },
      },
      get publicUrl() {
        return address.publicUrl;
      },
      secret: client.clientSecret,
      linkDays: 90,
    },
  });
  const ready = { ready: true, checks: {} };
  const server = createWebServer(
    { github: noWebhooks, slack: undefined },
    () => Promise.resolve(ready),
    undefined,
    desk,
  );
  address.publicUrl = `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
  place = { github, server, desk, links, clock, log, told };
});

afterEach(async () => {
  await stopListening(place.server);
  await place.github.close();
});

const jane = { userId: "U1", teamId: "T1", name: "jane" };

async function linkFor(user = jane): Promise<string> {
  const started = await place.desk.start(user);
  if (started.kind !== "offered") throw new Error(`no link, but ${started.kind}`);
  return started.url;
}

/** Opens the link, and resolves to the address at GitHub. */
async function open(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "manual" });
  expect(response.status).toBe(302);
  return response.headers.get("location") ?? "";
}

interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function see(url: string, form?: Readonly<Record<string, string>>): Promise<Seen> {
  const body = form && new URLSearchParams(form);
  const response = await fetch(url, body === undefined ? {} : { method: "POST", body });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** What the page's own form sends. */
function confirmationIn({ text }: Seen): string {
  return /name="confirmation" value="([^"]+)"/.exec(text)?.[1] ?? "";
}

function confirm(page: Seen, url: string): Promise<Seen> {
  return see(new URL("confirm", url).href, { confirmation: confirmationIn(page) });
}

/** From the link to the last page. */
async function linkAs(login: string, user = jane): Promise<Seen> {
  const back = place.github.allow(await open(await linkFor(user)), login);
  return confirm(await see(back), back);
}

describe("linking a Slack user to a GitHub login", () => {
  it("asks before it links, links, and tells the person in Slack", async () => {
    const url = await linkFor();
    const back = place.github.allow(await open(url), "mona");
    const page = await see(back);
    expect(page.status).toBe(200);
    expect(page.text).toContain("You are mona");
    expect(page.text).toMatch(/the Slack user\s+<strong>@jane<\/strong> \(U1\)/);
    expect(await place.links.find("U1")).toBeUndefined();
    const done = await confirm(page, back);
    expect(done.status).toBe(200);
    expect(done.text).toMatch(/<strong>mona<\/strong> on GitHub now, until\s+2027-02-22/);
    expect(await place.links.find("U1")).toMatchObject({
      githubLogin: "mona",
      githubId: 2,
      slackTeamId: "T1",
      expiresAt: "2027-02-22T09:00:00.000Z",
    });
    expect(place.told).toEqual([
      ["U1", expect.stringMatching(/You are mona on GitHub now.*unlink/)],
    ]);
    expect([...place.github.liveTokens]).toEqual([]);
  });

  it("is not stopped by programs that open the link first", async () => {
    const url = await linkFor();
    await open(url);
    await open(url);
    const back = place.github.allow(await open(url), "mona");
    expect((await confirm(await see(back), back)).status).toBe(200);
  });

  it("keeps its pages out of caches and frames, and sends forms and addresses nowhere else", async () => {
    const page = await see(place.github.allow(await open(await linkFor()), "mona"));
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("content-security-policy")).toMatch(
      /form-action 'self'; frame-ancestors 'none'/,
    );
  });

  it("shows names letter for letter", async () => {
    const evil = { ...jane, name: "<img src=x>" };
    const page = await see(place.github.allow(await open(await linkFor(evil)), "mona"));
    expect(page.text).toContain("@&lt;img src=x&gt;");
    expect(page.text).not.toContain("<img");
  });

  it("puts no token into the log", async () => {
    const url = await linkFor();
    const back = place.github.allow(await open(url), "mona");
    const page = await see(back);
    await confirm(page, back);
    const state = new URL(url).searchParams.get("state") ?? "";
    const logged = JSON.stringify(place.log.lines);
    for (const secret of [state, confirmationIn(page), client.clientSecret, "ghu_"])
      expect(logged).not.toContain(secret);
  });
});

/** What a person reads, in one line. */
async function said(seen: Promise<Seen>): Promise<object> {
  const { status, text } = await seen;
  return { status, text: text.replaceAll(/\s+/g, " ") };
}

function refusal(message: RegExp, status = 400): object {
  return { status, text: expect.stringMatching(message) };
}

describe("what is refused, with what would pass", () => {
  const anew = /Type \/platform link in Slack for a new one/;

  it("a link that was made up, or has no token", async () => {
    const url = new URL(await linkFor());
    expect(await said(see(new URL("/link/start?state=guessed", url).href))).toEqual(refusal(anew));
    expect(await said(see(new URL("/link/start", url).href))).toEqual(refusal(anew));
    expect(await said(see(new URL("/link/callback?code=x&state=guessed", url).href))).toEqual(
      refusal(anew),
    );
    expect(await said(see(new URL("/link/callback", url).href))).toEqual(
      refusal(/did not sign in on GitHub/),
    );
    expect(place.github.exchanges).toBe(0);
  });

  it("a link that is ten minutes old, at each step", async () => {
    const url = await linkFor();
    const back = place.github.allow(await open(url), "mona");
    const page = await see(place.github.allow(await open(await linkFor()), "mona"));
    place.clock.advance(600);
    expect(await said(see(url))).toEqual(refusal(anew));
    expect(await said(see(back))).toEqual(refusal(anew));
    expect(await said(confirm(page, back))).toEqual(refusal(anew));
    expect(place.links.links.size).toBe(0);
  });

  it("a sign-in or a yes for the second time", async () => {
    const url = await linkFor();
    const back = place.github.allow(await open(url), "mona");
    const page = await see(back);
    expect(await said(see(back))).toEqual(refusal(anew));
    expect(await said(see(url))).toEqual(refusal(anew));
    await confirm(page, back);
    expect(await said(confirm(page, back))).toEqual(refusal(anew));
  });

  it("a yes with the link's own token, which whoever sent the link knows", async () => {
    const url = await linkFor();
    const back = place.github.allow(await open(url), "mona");
    await see(back);
    const state = new URL(url).searchParams.get("state") ?? "";
    expect(await said(see(new URL("confirm", back).href, { confirmation: state }))).toEqual(
      refusal(anew),
    );
    expect(await said(see(new URL("confirm", back).href, {}))).toEqual(refusal(anew));
    expect(place.links.links.size).toBe(0);
  });

  it("a code that came for another link", async () => {
    const first = place.github.allow(await open(await linkFor()), "mona");
    const second = await linkFor({ ...jane, userId: "U2" });
    await open(second);
    const swapped = new URL(first);
    swapped.searchParams.set("state", new URL(second).searchParams.get("state") ?? "");
    expect(await said(see(swapped.href))).toEqual(
      refusal(/GitHub does not know this sign-in any more/),
    );
  });

  it("someone who says no on GitHub", async () => {
    const url = await linkFor();
    expect(await said(see(place.github.deny(await open(url))))).toEqual(
      refusal(/did not sign in.*type \/platform link/),
    );
    expect(await said(see(url))).toEqual(refusal(anew));
  });

  it("a login that another Slack user has, until that one lets it go", async () => {
    await linkAs("mona");
    const joe = { userId: "U2", teamId: "T1", name: "joe" };
    expect(await said(linkAs("mona", joe))).toEqual(
      refusal(/mona is linked to another Slack user already \(U1\).*unlink/),
    );
    await place.desk.unlink("U1");
    expect((await linkAs("mona", joe)).status).toBe(200);
  });

  it("a login that platform.yaml gives to another Slack user", async () => {
    const back = place.github.allow(await open(await linkFor()), "octocat");
    expect(await said(see(back))).toEqual(
      refusal(/platform\.yaml says that octocat is the Slack user U024BE7LH/),
    );
  });

  it("while GitHub does not answer: nothing is lost, the page can be reloaded, and not for ever", async () => {
    const back = place.github.allow(await open(await linkFor()), "mona");
    place.github.trouble = 503;
    expect(await said(see(back))).toEqual(refusal(/GitHub does not answer.*Reload this page/, 503));
    place.github.trouble = undefined;
    expect((await confirm(await see(back), back)).status).toBe(200);
    const other = place.github.allow(await open(await linkFor()), "mona");
    place.github.trouble = 503;
    for (let reload = 0; reload < 5; reload += 1)
      expect(await said(see(other))).toEqual(refusal(/Reload/, 503));
    expect(await said(see(other))).toEqual(refusal(anew));
  });

  it("while the database does not answer, without saying why to whoever looks", async () => {
    const url = await linkFor();
    place.links.attempt = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:5432"));
    expect(await said(see(url))).toEqual(refusal(/went wrong on our side.*Reload this page/, 503));
    expect((await see(url)).text).not.toContain("10.0.0.7");
    expect(JSON.stringify(place.log.lines)).toContain("10.0.0.7");
  });

  it("a form that is too large", async () => {
    const url = await linkFor();
    const large = await see(new URL("confirm", url).href, { confirmation: "x".repeat(5_000) });
    expect(large.status).toBe(413);
  });
});

describe("/platform link", () => {
  it("gives five links at a time, and more when they are over", async () => {
    for (let count = 0; count < 5; count += 1) await linkFor();
    expect(await place.desk.start(jane)).toEqual({ kind: "tooMany" });
    expect((await place.desk.start({ ...jane, userId: "U2" })).kind).toBe("offered");
    place.clock.advance(600);
    expect((await place.desk.start(jane)).kind).toBe("offered");
  });

  it("says who the person is already", async () => {
    await linkAs("mona");
    expect(await place.desk.start(jane)).toMatchObject({ link: { githubLogin: "mona" } });
    const inPlatform = await place.desk.start({ ...jane, userId: "U024BE7LH" });
    expect(inPlatform).toEqual({ kind: "inPlatform", githubLogin: "octocat" });
  });

  it("links though Slack does not take the message", async () => {
    place.told.push = () => {
      throw new Error("Slack is away");
    };
    expect((await linkAs("mona")).status).toBe(200);
    expect(await place.links.find("U1")).toBeDefined();
  });
});
