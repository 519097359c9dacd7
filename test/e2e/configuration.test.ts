import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
import { renderView } from "../../demo/print-slack.ts";
import {
  askInSlack,
  readiness,
  replySays,
  startRunningWorld,
  wholePath,
  type RunningWorld,
} from "./running-world.ts";

let running: RunningWorld;
let platform: string;
let definition: string;
const definitionPath = "compositions/database-composition.yaml";
beforeAll(async () => {
  running = await startRunningWorld();
  const files = await running.github.files();
  platform = files["platform.yaml"] ?? "";
  definition = files[definitionPath] ?? "";
});
afterAll(() => running.stop());

/** Someone proposes a file; resolves to what our check says about it. */
async function checkOf(branch: string, files: Readonly<Record<string, string>>) {
  const { github } = running;
  const number = await github.openPullRequest("hubot", { branch, title: branch, files });
  const pull = (await github.pullRequests()).find((each) => each.number === number);
  const check = await eventually(`a check of ${branch}`, async () =>
    (await github.checkRuns(pull?.headSha ?? "")).find(({ status }) => status === "completed"),
  );
  return { ...check, number };
}

const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split("\n").length;

const bomb = [
  "a: &a [x, x, x, x, x, x, x, x, x]",
  ..."bcdefghi".split("").map((name, index) => {
    const before = "abcdefgh"[index] ?? "a";
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`;
  }),
].join("\n");

describe("a pull request that changes platform.yaml", wholePath, () => {
  it.each([
    [
      "a team that does not exist",
      (text: string) => text.replace("teams: [team-alpha]", "teams: [team-beta]"),
      "teams: [team-beta]",
      /team-beta/,
    ],
    [
      "a key that is not known",
      (text: string) => text.replace("connections:", "conections:"),
      "conections:",
      /connections/,
    ],
    [
      "a key that is there twice",
      (text: string) => `${text}people:\n  UMONA: mona\n`,
      "people:\n  UMONA",
      /people/,
    ],
    [
      "a tab as indentation",
      (text: string) => `${text}people2:\n\tU1: mona\n`,
      "\tU1: mona",
      /tab/i,
    ],
    [
      "a text where a number belongs",
      (text: string) =>
        text
          .replace("approvals: 1\n  approvers", "approvals: many\n  approvers")
          .replace("    approvals: 1\n    approvers", "    approvals: many\n    approvers"),
      "approvals: many",
      /number/i,
    ],
  ])("with %s fails at its line", async (what, change, part, message) => {
    const changed = change(platform);
    expect(changed).not.toBe(platform);
    const check = await checkOf(`platform-${what.replaceAll(" ", "-")}`, {
      "platform.yaml": changed,
    });
    expect(check.conclusion).toBe("failure");
    const places = check.annotations.map(
      ({ start_line, message: text }) => `${start_line} ${text}`,
    );
    expect(places).toEqual([...new Set(places)]);
    expect(check.annotations).toContainEqual(
      expect.objectContaining({
        path: "platform.yaml",
        start_line: lineOf(changed, part),
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each([
    ["Windows line ends", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    [
      "a team called no",
      (text: string) => text.replace("teams:\n", "teams:\n  no: { github: myorg/my-team }\n"),
    ],
  ])("with %s passes", async (what, change) => {
    const changed = change(platform);
    expect(changed).not.toBe(platform);
    const check = await checkOf(`fine-${what.replaceAll(" ", "-")}`, { "platform.yaml": changed });
    expect(check).toMatchObject({ conclusion: "success", annotations: [] });
  });

  it("that is a YAML bomb is refused at once", async () => {
    const check = await checkOf("bomb", { "platform.yaml": `${platform}${bomb}\n` });
    expect(check.conclusion).toBe("failure");
    expect(check.annotations[0]).toMatchObject({ path: "platform.yaml" });
  });

  it("that removes it is refused", async () => {
    await running.github.deleteFiles("hubot", ["platform.yaml"], "remove-platform");
    const check = await checkOf("remove-platform", { "notes.txt": "We need it no more.\n" });
    expect(check.conclusion).toBe("failure");
    expect(check.annotations).toContainEqual(
      expect.objectContaining({ path: "platform.yaml", message: expect.stringMatching(/removed/) }),
    );
  });
});

describe("a pull request that changes an XRD", wholePath, () => {
  const served =
    "  - name: v1beta1\n    served: true\n    referenceable: false\n    schema: { openAPIV3Schema: { type: object } }\n";
  it.each([
    [
      "a type that does not exist",
      (text: string) => text.replace("type: boolean", "type: yesno"),
      "type: yesno",
      /yesno/,
    ],
    [
      "no schema",
      (text: string) => text.replace("      openAPIV3Schema:", "      openAPIv3Schema:"),
      "schema:\n      openAPIv3Schema",
      /openAPIV3Schema/,
    ],
    [
      "a key that is there twice",
      (text: string) =>
        text.replace("    kind: XDatabase\n", "    kind: XDatabase\n    kind: XDatabase\n"),
      "    kind: XDatabase\n    plural",
      /kind/,
    ],
    [
      "booleans of YAML 1.1 in an enum of texts",
      (text: string) => text.replace("[small, medium, large]", "[on, off]"),
      "[on, off]",
      /on|true|boolean/,
    ],
    [
      "a tab as indentation",
      (text: string) => text.replace("    plural: xdatabases", "\tplural: xdatabases"),
      "\tplural",
      /tab/i,
    ],
  ])("with %s fails at its line", async (what, change, part, message) => {
    const changed = change(definition);
    expect(changed).not.toBe(definition);
    const check = await checkOf(`xrd-${what.replaceAll(/[ .]/g, "-")}`, {
      [definitionPath]: changed,
    });
    expect(check.conclusion).toBe("failure");
    expect(check.annotations).toContainEqual(
      expect.objectContaining({
        path: definitionPath,
        start_line: lineOf(changed, part),
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each([
    ["Windows line ends", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    [
      "served: yes, as YAML 1.1 has it",
      (text: string) => text.replace("served: true", "served: yes"),
    ],
    [
      "two served versions",
      (text: string) => text.replace("  - name: v1alpha1\n", `${served}  - name: v1alpha1\n`),
    ],
  ])("with %s passes", async (what, change) => {
    const changed = change(definition);
    expect(changed).not.toBe(definition);
    const check = await checkOf(`xrd-fine-${what.replaceAll(/[ .:,]/g, "-")}`, {
      [definitionPath]: changed,
    });
    expect(check.annotations).toEqual([]);
    expect(check.conclusion).toBe("success");
  });

  it("that is a YAML bomb is refused at once", async () => {
    const check = await checkOf("xrd-bomb", {
      "compositions/bomb.yaml": `${definition}\n---\n${bomb}\n`,
    });
    expect(check.conclusion).toBe("failure");
  });
});

async function openForm(): Promise<string> {
  const { slack, world, names } = running;
  const user = world.people.users.octocat;
  await slack.slashCommand(user, world.people.channels["my-team"], "new-db");
  const opened = await slack.openedView(user);
  return opened === undefined ? "" : renderView(opened.view, names);
}

describe("a change on the default branch", wholePath, () => {
  it("of the XRD is in the form soon, and the issue form is proposed anew", async () => {
    const changed = definition.replace("[small, medium, large]", "[small, medium, large, huge]");
    await running.github.pushFiles("mona", { [definitionPath]: changed });
    await eventually("a form with the new size", async () =>
      (await openForm()).includes("huge") ? true : undefined,
    );
    const pull = await eventually("a new proposal of the issue form", async () => {
      const pulls = await running.github.pullRequests();
      const proposals = pulls.filter(({ headRef }) => headRef.startsWith("causeway/issue-forms"));
      for (const { number } of proposals) {
        const [form] = await running.github.changedFiles(number);
        if (form?.content?.includes("huge") === true) return form;
      }
      return undefined;
    });
    expect(pull.path).toBe(".github/ISSUE_TEMPLATE/new-db.yml");
    const outcome = await askInSlack(running, "octocat", { name: "huge-one", size: "huge" });
    expect(outcome).toEqual({ kind: "closed" });
    expect(await replySays(running, "huge-one", "is ready")).toContain("It took");
  });

  it("that breaks platform.yaml leaves the last good one in use, and /readyz says why", async () => {
    const broken = platform.replace("teams:", "temas:");
    await running.github.pushFiles("mona", { "platform.yaml": broken });
    const { checks } = await eventually("/readyz names the mistake", async () => {
      const now = await readiness(running);
      return now.checks["configuration"]?.includes("platform.yaml") === true ? now : undefined;
    });
    expect(checks["configuration"]).toMatch(
      new RegExp(`platform\\.yaml:${lineOf(broken, "temas:")}`),
    );
    expect(await readiness(running)).toMatchObject({ status: 200, ready: true });
    const outcome = await askInSlack(running, "octocat", { name: "with-the-last-good" });
    expect(outcome).toEqual({ kind: "closed" });
    expect(await replySays(running, "with-the-last-good", "is ready")).toContain("It took");
    await running.github.pushFiles("mona", { "platform.yaml": platform });
    await eventually("/readyz says ok", async () =>
      (await readiness(running)).checks["configuration"] === "ok" ? true : undefined,
    );
  });

  it("that breaks the XRD takes the offering away with the reason where it is asked for, and /readyz says so", async () => {
    const broken = definition.replace("type: boolean", "type: yesno");
    await running.github.pushFiles("mona", { [definitionPath]: broken });
    const { checks } = await eventually("/readyz names the XRD", async () => {
      const now = await readiness(running);
      return now.checks["offerings"]?.includes(definitionPath) === true ? now : undefined;
    });
    expect(checks["offerings"]).toContain(`${definitionPath}:${lineOf(broken, "type: yesno")}`);
    const { slack, world } = running;
    const answer = await slack.slashCommand(
      world.people.users.octocat,
      world.people.channels["my-team"],
      "new-db",
    );
    expect(JSON.stringify(answer)).toContain("yesno");
    await running.github.pushFiles("mona", { [definitionPath]: definition });
    await eventually("the form opens again", async () =>
      (await openForm()).includes("large") ? true : undefined,
    );
  });
});
