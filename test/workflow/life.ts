import type { Violation } from "../../src/domain/guardrail.ts";
import type { RequestState } from "../../src/domain/request.ts";
import { Crash } from "../fakes/crash-points.ts";
import {
  advanceEvent,
  claimPath,
  issueOpened,
  issueRequestId,
  platformYaml,
  slackRequestId,
  startProcess,
  submission,
  World,
  type FakeProcess,
} from "./world.ts";

export interface CrashAt {
  readonly effect: number;
  readonly when: "before" | "after";
}

/** What people and the cluster do to a request, and what becomes of it. */
export interface Story {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Before anything happens. */
  prepare(world: World): void;
  /** What happens when the work so far is done; each is followed by a look at the request. */
  readonly turns: readonly ((world: World) => void)[];
  readonly ends: RequestState;
  readonly merged: boolean;
  readonly checks: number;
  /** The kinds of replies, in order. */
  readonly replies: readonly string[];
  readonly closesIssueAs: string;
}

const large: Violation = {
  policy: "no-large",
  validation: "0",
  outcome: "deny",
  message: "Large ones need a reason.",
  location: { path: claimPath, startLine: 7, startColumn: 5, endLine: 7, endColumn: 10 },
};

const newHead = "f".repeat(40);
const approval = platformYaml("requests:", "  - { offerings: ['*'], approvals: 1 }");

export const stories: readonly Story[] = [
  {
    name: "all goes well",
    files: {},
    prepare: () => undefined,
    turns: [(world) => world.deliver()],
    ends: "ready",
    merged: true,
    checks: 1,
    replies: ["ready"],
    closesIssueAs: "completed",
  },
  {
    name: "it is stopped by guardrails, mended, approved, fails and recovers",
    files: { "platform.yaml": approval },
    prepare: ({ judge }) => {
      judge.violations = [large];
    },
    turns: [
      ({ judge, host }) => {
        judge.violations = [];
        host.change(100, { headSha: newHead });
      },
      ({ host }) => host.reviews.push({ login: "boss", state: "approved", commitSha: newHead }),
      (world) => world.deliver("managed-resource-error"),
      (world) => world.deliver("claim-ready"),
    ],
    ends: "ready",
    merged: true,
    checks: 2,
    replies: ["checkFailed", "waiting", "failed", "ready"],
    closesIssueAs: "completed",
  },
  {
    name: "a person closes the pull request",
    files: { "platform.yaml": approval },
    prepare: () => undefined,
    turns: [({ host }) => host.change(100, { state: "closed" })],
    ends: "closed",
    merged: false,
    checks: 1,
    replies: ["waiting", "closed"],
    closesIssueAs: "not_planned",
  },
];

export interface Surface {
  readonly name: string;
  readonly requestId: string;
  /** What the surface does until it hears that its event was taken. */
  send(world: World, running: FakeProcess): Promise<unknown>;
  /** What was written where it was asked, in order. */
  told(world: World): readonly string[];
  readonly hasIssue: boolean;
}

export const surfaces: readonly Surface[] = [
  {
    name: "Slack",
    requestId: slackRequestId,
    send: (_world, running) => running.desk.submit(submission()),
    told: ({ slack }) => [
      ...slack.messages.map(() => "message"),
      ...slack.replies.map(({ reply }) => reply.kind.replace(/:.*/, "")),
    ],
    hasIssue: false,
  },
  {
    name: "an issue",
    requestId: issueRequestId,
    send: (world) => world.store.inbox.accept(issueOpened()),
    told: ({ host }) =>
      host.comments.map(({ marker }) =>
        marker.includes("report=") ? "message" : (/=[\w-]+:(\w+)/.exec(marker)?.[1] ?? marker),
      ),
    hasIssue: true,
  },
];

/**
 * One request from its event to ready, in as many processes as it takes. Each crash is armed when the process before
 * it has died; the inbox hands out an event until it was handled to its end, as the real one does.
 */
export class Life {
  readonly world: World;
  readonly #story: Story;
  readonly #surface: Surface;
  readonly #crashes: CrashAt[];
  #running: FakeProcess;
  processes = 1;

  constructor(story: Story, surface: Surface, crashes: readonly CrashAt[]) {
    this.world = new World(story.files);
    story.prepare(this.world);
    this.#story = story;
    this.#surface = surface;
    this.#crashes = [...crashes];
    this.#running = startProcess(this.world);
    this.#arm();
  }

  async live(): Promise<void> {
    await this.#untilDone(() => this.#surface.send(this.world, this.#running));
    await this.#handleFrom(0);
    for (const [turn, happen] of this.#story.turns.entries()) {
      this.world.clock.advance(300);
      happen(this.world);
      const look = advanceEvent(this.#surface.requestId, `turn ${turn}`);
      const next = this.world.store.accepted.length;
      await this.#untilDone(() => this.world.store.inbox.accept(look));
      await this.#handleFrom(next);
    }
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
