import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Life, stories, surfaces, type CrashAt } from "./life.ts";
import { issueNumber, type World } from "./world.ts";

/** All that a person or a later run can see when it is over. */
function endState({ host, store, slack }: World) {
  return {
    records: store.records,
    pulls: host.pulls,
    files: [...host.files.keys()],
    commits: host.headSha,
    checks: host.checks,
    comments: host.comments,
    closedIssues: [...host.closedIssues],
    messages: slack.messages.map(({ ref, requestId, versions }) => ({
      ref,
      requestId,
      shows: versions.at(-1),
    })),
    replies: slack.replies,
    events: store.accepted.map(({ id }) => id),
  };
}

const cases = stories.flatMap((story) =>
  surfaces.map((surface) => ({ told: story.name, asked: surface.name, story, surface })),
);

describe.each(cases)("a request from $asked, where $told", ({ story, surface }) => {
  async function lived(...crashes: readonly CrashAt[]): Promise<Life> {
    const life = new Life(story, surface, crashes);
    await life.live();
    return life;
  }

  it("ends as it should when nothing happens to the process", async () => {
    const { world } = await lived();
    const { host, record } = world;
    expect(record.state).toBe(story.ends);
    expect(host.pulls.map(({ facts }) => facts.merged)).toEqual([story.merged]);
    expect(host.checks).toHaveLength(story.checks);
    expect(surface.told(world)).toEqual(["message", ...story.replies]);
    expect([...host.closedIssues]).toEqual(
      surface.hasIssue ? [[issueNumber, story.closesIssueAs]] : [],
    );
  });

  it("ends the same when the process dies before or after any one effect", async () => {
    const { world } = await lived();
    const whole = endState(world);
    const { effects } = world.crashes;
    expect(effects).toBeGreaterThan(10);
    for (let effect = 1; effect <= effects; effect += 1) {
      for (const when of ["before", "after"] as const) {
        const life = await lived({ effect, when });
        expect(life.processes, `killed ${when} effect ${effect}`).toBe(2);
        expect(endState(life.world), `killed ${when} effect ${effect}`).toEqual(whole);
      }
    }
  });

  it("ends the same when the process dies twice", async () => {
    const { world } = await lived();
    const whole = endState(world);
    const crash = fc.record({
      effect: fc.integer({ min: 1, max: world.crashes.effects }),
      when: fc.constantFrom("before" as const, "after" as const),
    });
    await fc.assert(
      fc.asyncProperty(crash, crash, async (first, second) => {
        const life = await lived(first, second);
        expect(endState(life.world)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });
});
