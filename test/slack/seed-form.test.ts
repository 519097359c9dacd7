import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseView } from "../../demo/emulated-slack/block-kit-limits.ts";
import { toModal } from "../../src/catalog/modal.ts";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { parseModalState } from "../../src/intake/modal-values.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const path = "compositions/database-composition.yaml";
const content = readFileSync(`demo/platform-config/${path}`, "utf8");
const team = { name: "my-team", github: "myorg/my-team", namespace: "my-team" };
const platform: Platform = {
  environments: [],
  teams: new Map([[team.name, team]]),
  people: new Map(),
  commands: new Map([["new-db", "databases.platform.example.com"]]),
  requests: [],
  connections: new Map(),
  guardrails: new Map(),
};

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ forms: { toModal, parseModalState } });
  workspace.desk.now = { platform, catalog: readCatalog([{ path, content }], platform) };
  await workspace.slack.slashCommand(workspace.user, workspace.channel, "new-db");
});
afterEach(() => workspace.close());

it("shows the fields of the seed's XRD, and hands in what was chosen", async () => {
  const opened = await workspace.slack.openedView(workspace.user);
  const inputs = parseView(opened?.view).blocks.filter((block) => block.type === "input");
  expect(inputs.map(({ element }) => element.type)).toEqual([
    "plain_text_input",
    "static_select",
    "static_select",
    "radio_buttons",
  ]);
  const [, , size, backup] = inputs.map(({ block_id: id = "" }) => id);
  const values = { name: "my-app-database", [size ?? ""]: "medium", [backup ?? ""]: "yes" };
  expect(await workspace.slack.submitView(workspace.user, values)).toEqual({ kind: "closed" });
  expect(workspace.desk.submissions[0]).toMatchObject({
    offering: "databases.platform.example.com",
    team: "my-team",
    name: "my-app-database",
    values: { spec: { parameters: { size: "medium", backup: true } } },
  });
});

it("refuses a name that Kubernetes would not take, at its field", async () => {
  const opened = await workspace.slack.openedView(workspace.user);
  const inputs = parseView(opened?.view).blocks.filter((block) => block.type === "input");
  const size = inputs[2]?.block_id ?? "";
  const outcome = await workspace.slack.submitView(workspace.user, {
    name: "My_Db",
    [size]: "small",
  });
  expect(outcome).toMatchObject({ kind: "errors", errors: { "field.name": expect.any(String) } });
  expect(workspace.desk.submissions).toEqual([]);
});
