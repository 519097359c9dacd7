import { describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { createMembership } from "../../src/workflow/membership.ts";
import { platformYaml, World } from "./world.ts";

function platform(): Platform {
  const parsed = parsePlatform(platformYaml(), "platform.yaml");
  if (parsed.kind === "broken") throw new Error("the platform of the tests is broken");
  return parsed.platform;
}

/** A world whose questions to GitHub are counted. */
function counted() {
  const world = new World();
  const asked: string[] = [];
  const isTeamMember = world.host.isTeamMember.bind(world.host);
  world.host.isTeamMember = (team, login) => {
    asked.push(`${team} ${login}`);
    return isTeamMember(team, login);
  };
  const membership = createMembership(world.host, world.clock);
  return { world, asked, membership };
}

describe("membership", () => {
  it("is what GitHub says of the team that platform.yaml names", async () => {
    const { membership, asked } = counted();
    expect(await membership.isMember(platform(), "team-alpha", "octocat")).toBe(true);
    expect(await membership.isMember(platform(), "team-beta", "octocat")).toBe(false);
    expect(asked).toEqual(["myorg/team-alpha octocat", "myorg/team-beta octocat"]);
  });

  it("of a team that platform.yaml does not have is none, and GitHub is not asked", async () => {
    const { membership, asked } = counted();
    expect(await membership.isMember(platform(), "myorg/team-alpha", "octocat")).toBe(false);
    expect(asked).toEqual([]);
  });

  it("is remembered for a minute and not longer", async () => {
    const { world, membership, asked } = counted();
    const look = (): Promise<boolean> => membership.isMember(platform(), "team-alpha", "octocat");
    await look();
    world.host.members.clear();
    world.clock.advance(59);
    expect(await look()).toBe(true);
    world.clock.advance(1);
    expect(await look()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it("does not remember that GitHub did not answer", async () => {
    const { world, membership } = counted();
    world.host.canWrite = () => Promise.reject(new Error("GitHub is down"));
    await expect(membership.canWrite(world.host.repository, "boss")).rejects.toThrow(
      "GitHub is down",
    );
    world.host.canWrite = () => Promise.resolve(true);
    expect(await membership.canWrite(world.host.repository, "boss")).toBe(true);
  });

  it("keeps each person's answer apart", async () => {
    const { world, membership } = counted();
    expect(await membership.canWrite(world.host.repository, "boss")).toBe(true);
    expect(await membership.canWrite(world.host.repository, "stranger")).toBe(false);
  });
});
