import { describe, expect, it } from "vitest";
import type { PersonLink } from "../../src/domain/ports/people-links.ts";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { identifySlackUser } from "../../src/workflow/identify.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FakeStore } from "../fakes/fake-store.ts";
import { CrashPoints } from "../fakes/crash-points.ts";
import { platformYaml } from "./world.ts";

const clock = new FakeClock();
const at = (days: number): string =>
  new Date(clock.now().getTime() + days * 86_400_000).toISOString();

function link(changes: Partial<PersonLink>): PersonLink {
  return {
    slackUserId: "U1",
    slackTeamId: "T1",
    githubLogin: "mona",
    githubId: 7,
    linkedAt: at(-1),
    expiresAt: at(89),
    ...changes,
  };
}

describe("who a Slack user is", () => {
  it.each<[what: string, userId: string, links: readonly PersonLink[], login: string | undefined]>([
    ["in platform.yaml", "U024BE7LH", [], "octocat"],
    [
      "in platform.yaml, whatever a link says",
      "U024BE7LH",
      [link({ slackUserId: "U024BE7LH" })],
      "octocat",
    ],
    ["linked", "U1", [link({})], "mona"],
    ["linked until now", "U1", [link({ expiresAt: at(0) })], undefined],
    ["not known", "U2", [link({})], undefined],
    [
      "linked to a login that platform.yaml gives to another",
      "U1",
      [link({ githubLogin: "OctoCat" })],
      undefined,
    ],
  ])("%s", async (_what, userId, links, login) => {
    const store = new FakeStore(new CrashPoints());
    for (const one of links) store.people.links.set(one.slackUserId, one);
    const parsed = parsePlatform(platformYaml(), "platform.yaml");
    if (parsed.kind === "broken") throw new Error("platform.yaml is broken");
    const person = await identifySlackUser({ store, clock }, parsed.platform, userId);
    expect(person).toEqual(
      login === undefined ? undefined : { githubLogin: login, slackUserId: userId },
    );
  });

  it.each<[what: string, userId: string, links: readonly PersonLink[], login: string | undefined]>([
    ["by the company's sign-on", "U3", [], "jane-gh"],
    ["by their own link before that", "U3", [link({ slackUserId: "U3" })], "mona"],
    [
      "by the company's sign-on, when their link is over",
      "U3",
      [link({ slackUserId: "U3", expiresAt: at(0) })],
      "jane-gh",
    ],
    [
      "nobody, when another Slack user has linked that login",
      "U3",
      [link({ slackUserId: "U9", githubLogin: "Jane-GH" })],
      undefined,
    ],
    ["nobody, when platform.yaml gives that login to another", "U4", [], undefined],
    ["nobody, when the company does not know them", "U5", [], undefined],
  ])("is %s", async (_what, userId, links, login) => {
    const store = new FakeStore(new CrashPoints());
    for (const one of links) store.people.links.set(one.slackUserId, one);
    const parsed = parsePlatform(platformYaml(), "platform.yaml");
    if (parsed.kind === "broken") throw new Error("platform.yaml is broken");
    const company = new Map([
      ["U3", "jane-gh"],
      ["U4", "octocat"],
    ]);
    const directory = { loginOf: (id: string) => Promise.resolve(company.get(id)) };
    const person = await identifySlackUser({ store, clock, directory }, parsed.platform, userId);
    expect(person?.githubLogin).toBe(login);
  });
});
