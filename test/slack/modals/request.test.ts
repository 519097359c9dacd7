import { expect, it } from "vitest";
import { answerSubmission, type SubmittedView } from "../../../src/slack/modals/request.ts";
import { database, forms, NotingDesk, silent } from "../workspace.ts";

const view: SubmittedView = {
  id: "V024BE7LH",
  blocks: [
    { type: "section", block_id: "intro" },
    { type: "input", block_id: "field.name" },
    { type: "input", block_id: "field.size" },
  ],
  state: {
    values: {
      "field.name": { value: { value: "my-db" } },
      "field.size": { value: { selected_option: { value: "small" } } },
    },
  },
  private_metadata: JSON.stringify({ channel: "C1", offering: database.name }),
};

function contextWith(desk: NotingDesk) {
  const clock = { now: () => new Date("2026-03-02T12:00:00Z") };
  return { desk, forms, clock, log: silent, answerWithinMs: 1 };
}

it("answers in time although storing hangs, and says that a second press is safe", async () => {
  const desk = new NotingDesk();
  const never = Promise.withResolvers<never>();
  desk.answer = () => never.promise;
  const answer = await answerSubmission({ userId: "U1", view }, contextWith(desk));
  expect(answer).toEqual({
    kind: "errors",
    errors: { "field.name": expect.stringContaining("never makes a second request") },
  });
});

it.each(["", "not json", "{}", '{"channel":"C1"}', "null"])(
  "asks for a new form when the old one's notes can't be read: %j",
  async (metadata) => {
    const desk = new NotingDesk();
    const answer = await answerSubmission(
      { userId: "U1", view: { ...view, private_metadata: metadata } },
      contextWith(desk),
    );
    expect(answer).toEqual({
      kind: "errors",
      errors: { "field.name": expect.stringContaining("type the command again") },
    });
    expect(desk.submissions).toEqual([]);
  },
);

it("shows at most what fits under a field", async () => {
  const desk = new NotingDesk();
  desk.answer = () =>
    Promise.resolve({
      kind: "refused",
      decision: {
        kind: "refuse",
        reasonCode: "valuesInvalid",
        fieldId: "size",
        message: "x".repeat(5_000),
      },
    });
  const answer = await answerSubmission({ userId: "U1", view }, contextWith(desk));
  expect(answer).toEqual({
    kind: "errors",
    errors: { "field.size": expect.stringMatching(/^x{499}…$/) },
  });
});
