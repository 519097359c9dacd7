import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Crash } from "../fakes/crash-points.ts";
import {
  advanceEvent,
  issueNumber,
  issueOpened,
  issueRequestId,
  slackRequestId,
  startProcess,
  submission,
  World,
  type FakeProcess,
} from "./world.ts";

interface CrashAt {
  readonly effect: number;
  readonly when: "before" | "after";
}

interface Surface {
  readonly name: string;
  readonly requestId: string;
  /** What the surface does until it hears that its event was taken. */
  send(world: World, running: FakeProcess): Promise<unknown>;
  /** What was written where it was asked, in order. */
  told(world: World): readonly string[];
  readonly closedIssues: readonly (readonly [number, string])[];
}

const surfaces: readonly Surface[] = [
  {
    name: "Slack",
    requestId: slackRequestId,
    send: (_world, running) => running.desk.submit(submission()),
    told: ({ slack }) => [
      ...slack.messages.map(() => "message"),
      ...slack.replies.map(({ reply }) => reply.kind),
    ],
    closedIssues: [],
  },
  {
    name: "an issue",
    requestId: issueRequestId,
    send: (world) => world.store.inbox.accept(issueOpened()),
    told: ({ host }) =>
      host.comments.map(({ marker }) =>
        marker.includes("report=") ? "message" : (/:(\w+) -->$/.exec(marker)?.[1] ?? marker),
      ),
    closedIssues: [[issueNumber, "completed"]],
  },
];

/**
 * One request from its event to ready, in as many processes as it takes. Each crash is armed when the process before
 * it has died; the inbox hands out an event until it was handled to its end, as the real one does.
 */
class Life {
  readonly world = new World();
  readonly #surface: Surface;
  readonly #crashes: CrashAt[];
  #running: FakeProcess;
  processes = 1;

  constructor(surface: Surface, crashes: readonly CrashAt[]) {
    this.#surface = surface;
    this.#crashes = [...crashes];
    this.#running = startProcess(this.world);
    this.#arm();
  }

  async live(): Promise<void> {
    await this.#untilDone(() => this.#surface.send(this.world, this.#running));
    await this.#handleFrom(0);
    this.world.clock.advance(300);
    this.world.deliver();
    const look = advanceEvent(this.#surface.requestId, "the cluster changed");
    const next = this.world.store.accepted.length;
    await this.#untilDone(() => this.world.store.inbox.accept(look));
    await this.#handleFrom(next);
    this.#running.tracker.stop();
  }

  async #handleFrom(first: number): Promise<void> {
    for (let next = first; next < this.world.store.accepted.length; next += 1) {
      const event = this.world.store.accepted[next];
      if (event !== undefined) await this.#untilDone(() => this.#running.handler.handle(event));
    }
  }

  async #untilDone(step: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await step();
        return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        this.#running.tracker.stop();
        this.#running = startProcess(this.world);
        this.processes += 1;
        this.#arm();
      }
    }
  }

  #arm(): void {
    const crash = this.#crashes.shift();
    if (crash === undefined) this.world.crashes.disarm();
    else this.world.crashes.arm(crash.effect, crash.when);
  }
}

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

async function lived(surface: Surface, ...crashes: readonly CrashAt[]): Promise<Life> {
  const life = new Life(surface, crashes);
  await life.live();
  return life;
}

describe.each(surfaces)("a request from $name", (surface) => {
  it("goes all the way when nothing happens to it", async () => {
    const { world } = await lived(surface);
    const { host, record } = world;
    expect(record.state).toBe("ready");
    expect(host.pulls.map(({ facts }) => [facts.state, facts.merged])).toEqual([["closed", true]]);
    expect(host.checks).toHaveLength(1);
    expect(Object.keys(record.replies)).toEqual(["ready"]);
    expect(surface.told(world)).toEqual(["message", "ready"]);
    expect([...host.closedIssues]).toEqual(surface.closedIssues);
  });

  it("ends the same when the process dies before or after any one effect", async () => {
    const { world } = await lived(surface);
    const whole = endState(world);
    const { effects } = world.crashes;
    expect(effects).toBeGreaterThan(10);
    for (let effect = 1; effect <= effects; effect += 1) {
      for (const when of ["before", "after"] as const) {
        const life = await lived(surface, { effect, when });
        expect(life.processes, `killed ${when} effect ${effect}`).toBe(2);
        expect(endState(life.world), `killed ${when} effect ${effect}`).toEqual(whole);
      }
    }
  });

  it("ends the same when the process dies twice", async () => {
    const { world } = await lived(surface);
    const whole = endState(world);
    const crash = fc.record({
      effect: fc.integer({ min: 1, max: world.crashes.effects }),
      when: fc.constantFrom("before" as const, "after" as const),
    });
    await fc.assert(
      fc.asyncProperty(crash, crash, async (first, second) => {
        const life = await lived(surface, first, second);
        expect(endState(life.world)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});
