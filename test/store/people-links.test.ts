import { afterEach, describe, expect, it } from "vitest";
import type { LinkAttempt, PeopleLinks } from "../../src/domain/ports/people-links.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import { openStore } from "../../src/store/open-store.ts";
import { FakePeopleLinks } from "../fakes/fake-people-links.ts";
import { describeOnBoth } from "./databases.ts";
import { silent } from "./silent-log.ts";

const now = "2026-11-25T12:00:00.000Z";
const soon = "2026-11-25T12:10:00.000Z";
const inSpring = "2027-02-23T12:00:00.000Z";
const times = { now, expiresAt: inSpring };

const jane: LinkAttempt = {
  slackUserId: "U1",
  slackTeamId: "T1",
  slackName: "jane",
  expiresAt: soon,
};
const joe: LinkAttempt = { ...jane, slackUserId: "U2", slackName: "joe" };

/** Brings someone as far as the question whether they want to be linked. */
async function signIn(
  links: PeopleLinks,
  attempt: LinkAttempt,
  who: { readonly login: string; readonly id: number },
): Promise<string> {
  const tokenHash = `${attempt.slackUserId} ${who.login}`;
  await links.begin({ ...attempt, tokenHash }, { now, most: 5 });
  const confirmationHash = `yes ${tokenHash}`;
  const signedIn = { confirmationHash, githubLogin: who.login, githubId: who.id };
  expect(await links.noteSignIn(tokenHash, signedIn)).toBe(true);
  return confirmationHash;
}

const mona = { login: "mona", id: 7 };

function rulesOfLinks(open: () => Promise<PeopleLinks>): void {
  it("links after a sign-in and a confirmation, once", async () => {
    const links = await open();
    const confirmation = await signIn(links, jane, mona);
    expect(await links.find("U1")).toBeUndefined();
    const link = {
      slackUserId: "U1",
      slackTeamId: "T1",
      githubLogin: "mona",
      githubId: 7,
      linkedAt: now,
      expiresAt: inSpring,
    };
    expect(await links.confirm(confirmation, times)).toEqual({ kind: "linked", link });
    expect(await links.find("U1")).toEqual(link);
    expect(await links.confirm(confirmation, times)).toEqual({ kind: "unknown" });
  });

  it("does not confirm what is over, or was never asked", async () => {
    const links = await open();
    const confirmation = await signIn(links, jane, mona);
    expect(await links.confirm(confirmation, { ...times, now: soon })).toEqual({ kind: "unknown" });
    expect(await links.confirm("guessed", times)).toEqual({ kind: "unknown" });
    expect(await links.find("U1")).toBeUndefined();
  });

  it("gives a login to one Slack user at most, however it is written", async () => {
    const links = await open();
    await links.confirm(await signIn(links, jane, mona), times);
    const taken = { kind: "taken", githubLogin: "mona", bySlackUserId: "U1" };
    expect(await links.confirm(await signIn(links, joe, mona), times)).toEqual(taken);
    const renamed = await signIn(links, joe, { login: "Mona-Lisa", id: 7 });
    expect(await links.confirm(renamed, times)).toMatchObject({ kind: "taken" });
    expect(await links.find("U2")).toBeUndefined();
  });

  it("knows whose a login is, while the link counts", async () => {
    const links = await open();
    await links.confirm(await signIn(links, jane, mona), times);
    expect(await links.slackUserOf("MONA", now)).toBe("U1");
    expect(await links.slackUserOf("mona", inSpring)).toBeUndefined();
    expect(await links.slackUserOf("hubot", now)).toBeUndefined();
  });

  it("lets a login go that is unlinked, or whose link is over", async () => {
    const links = await open();
    await links.confirm(await signIn(links, jane, mona), times);
    expect(await links.unlink("U1")).toMatchObject({ githubLogin: "mona" });
    expect(await links.unlink("U1")).toBeUndefined();
    await links.confirm(await signIn(links, joe, mona), {
      now,
      expiresAt: "2026-11-25T12:01:00.000Z",
    });
    const confirmation = await signIn(links, jane, mona);
    const later = { now: "2026-11-25T12:01:00.000Z", expiresAt: inSpring };
    expect(await links.confirm(confirmation, later)).toMatchObject({ kind: "linked" });
    expect(await links.find("U2")).toBeUndefined();
  });

  it("links a Slack user anew, to the same login or another", async () => {
    const links = await open();
    await links.confirm(await signIn(links, jane, mona), times);
    await links.confirm(await signIn(links, jane, { login: "jane", id: 8 }), times);
    expect(await links.find("U1")).toMatchObject({ githubLogin: "jane" });
    expect(await links.confirm(await signIn(links, joe, mona), times)).toMatchObject({
      kind: "linked",
    });
  });

  it("finds an attempt until it is over or someone has signed in", async () => {
    const links = await open();
    await links.begin({ ...jane, tokenHash: "t" }, { now, most: 5 });
    expect(await links.attempt("t", now)).toEqual(jane);
    expect(await links.attempt("t", soon)).toBeUndefined();
    expect(await links.attempt("other", now)).toBeUndefined();
    const signedIn = { confirmationHash: "c", githubLogin: "mona", githubId: 7 };
    expect(await links.noteSignIn("t", signedIn)).toBe(true);
    expect(await links.noteSignIn("t", { ...signedIn, confirmationHash: "d" })).toBe(false);
    expect(await links.attempt("t", now)).toBeUndefined();
    expect(await links.countSignIn("t", now, 5)).toBeUndefined();
  });

  it("counts sign-ins up to the most, and attempts of one person up to theirs", async () => {
    const links = await open();
    const begin = (tokenHash: string, who = jane, at = now): Promise<boolean> =>
      links.begin({ ...who, tokenHash }, { now: at, most: 2 });
    expect([await begin("a"), await begin("b"), await begin("c")]).toEqual([true, true, false]);
    expect(await begin("d", joe)).toBe(true);
    expect(await links.countSignIn("a", now, 2)).toEqual(jane);
    expect(await links.countSignIn("a", now, 2)).toEqual(jane);
    expect(await links.countSignIn("a", now, 2)).toBeUndefined();
    await links.abandon("a");
    expect(await begin("e")).toBe(true);
    expect(await begin("f", { ...jane, expiresAt: inSpring }, soon)).toBe(true);
  });

  it("forgets attempts with the link", async () => {
    const links = await open();
    const confirmation = await signIn(links, jane, mona);
    await links.unlink("U1");
    expect(await links.confirm(confirmation, times)).toEqual({ kind: "unknown" });
  });
}

describe("links in the fake", () => {
  rulesOfLinks(() => Promise.resolve(new FakePeopleLinks()));
});

describeOnBoth("links", (databases) => {
  let store: Store | undefined;
  afterEach(async () => {
    await store?.close();
    store = undefined;
  });
  rulesOfLinks(async () => {
    store = await openStore({ ...(await databases.fresh()), log: silent });
    return store.people;
  });
});
