import { expect, it } from "vitest";
import type { DeliveryRow } from "../../src/store/deliveries.ts";
import { whatToDo } from "../../src/store/turn-decision.ts";
import { event } from "./events.ts";

const policy = { maxAttempts: 3, firstDelaySeconds: 1, maxDelaySeconds: 5, maxStarts: 9 };
const row: DeliveryRow = {
  event: event("e", "key"),
  state: "waiting",
  jobId: "j1",
  attempts: 1,
  tellAttempts: 0,
  told: false,
  error: "no",
  settledAt: "",
};

it.each([
  ["a waiting event", {}, 0, "handle"],
  ["the last start that is allowed", {}, 8, "handle"],
  ["an event that kills whoever handles it", {}, 9, "putAside"],
  ["a put-aside event that nobody was told of", { state: "putAside" }, 20, "tell"],
  ["a put-aside event that was told", { state: "putAside", told: true }, 0, "drop"],
  ["a handled event", { state: "handled" }, 0, "drop"],
  ["a job from before a retry", { jobId: "j2" }, 0, "drop"],
] as const)("says what to do with %s", (_what, changes, attempt, kind) => {
  const claim = { jobId: "j1", attempt, eventId: "e" };
  expect(whatToDo(claim, { ...row, ...changes }, policy).kind).toBe(kind);
});

it("drops a job whose event is gone", () => {
  expect(whatToDo({ jobId: "j1", attempt: 0, eventId: "e" }, undefined, policy).kind).toBe("drop");
});

it("says how often an event was started and what its last error was", () => {
  const decision = whatToDo({ jobId: "j1", attempt: 9, eventId: "e" }, row, policy);
  expect(decision).toMatchObject({ attempts: 1 });
  expect(JSON.stringify(decision)).toMatch(/started 9 times.*The last error: no/);
});
