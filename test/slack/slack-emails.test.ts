import { expect, it } from "vitest";
import { createSlackEmails } from "../../src/slack/slack-emails.ts";

/** As docs.slack.dev/reference/methods/users.info shows it, shortened. */
const member = {
  id: "U1",
  team_id: "T1",
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email: "jane@example.com", display_name: "jane" },
};

it.each<[what: string, changes: object, email: string | undefined]>([
  ["a member", {}, "jane@example.com"],
  ["a guest", { is_restricted: true }, undefined],
  ["a guest of one channel", { is_ultra_restricted: true }, undefined],
  ["someone of another company", { is_stranger: true }, undefined],
  ["someone who has left", { deleted: true }, undefined],
  ["a bot", { is_bot: true }, undefined],
  ["someone whose address is not confirmed", { is_email_confirmed: false }, undefined],
  ["someone of whom that is not said", { is_email_confirmed: undefined }, undefined],
  ["someone without an address", { profile: {} }, undefined],
])("the address of %s", async (_what, changes, email) => {
  const calls: unknown[] = [];
  const emails = createSlackEmails({
    call: (method, fields) => {
      calls.push([method, fields]);
      return Promise.resolve({ ok: true, user: { ...member, ...changes } });
    },
  });
  expect(await emails.emailOf("U1")).toBe(email);
  expect(calls).toEqual([["users.info", { user: "U1" }]]);
});
