import { describe, expect, it } from "vitest";
import type { ChangedFile, Judgement, Violation } from "../../src/domain/guardrail.ts";
import { judgeConfiguration } from "../../src/workflow/judge-configuration.ts";
import { seedXrd } from "../catalog/offerings.ts";
import { platformYaml, startProcess, World, xrdPath } from "./world.ts";

const clean: Judgement = {
  conclusion: "success",
  results: [],
  violations: [],
  checkedObjects: 1,
  checkedFiles: 1,
};

const ownPolicy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: ours.example.com }
`;

async function judge(files: readonly ChangedFile[], judgement = clean): Promise<Judgement> {
  const configuration = await startProcess(new World()).ports.configuration.refresh();
  return judgeConfiguration(configuration, files, judgement);
}

describe("a change that breaks the configuration fails its check", () => {
  it("a mistake in platform.yaml, at its line", async () => {
    const content = platformYaml().replace("myorg/team-beta", "team-beta");
    const { conclusion, violations } = await judge([{ path: "platform.yaml", content }]);
    expect(conclusion).toBe("failure");
    expect(violations).toMatchObject([
      { policy: "platform", outcome: "error", location: { path: "platform.yaml", startLine: 5 } },
    ]);
  });

  it.each([
    ["a misspelt guardrail", "no-host-pth: off", 'no guardrail "no-host-pth"', "no-host-path"],
    [
      "a misspelt full name",
      "pinned-imges.causeway.dev: warn",
      'no guardrail "pinned-imges.causeway.dev"',
      "pinned-images.causeway.dev",
    ],
  ])("%s in platform.yaml, at its line, with the name that was meant", async (...row) => {
    const [, line, message, meant] = row;
    const content = platformYaml("guardrails:", "  no-bare-pods: off", `  ${line}`);
    const { conclusion, violations } = await judge([{ path: "platform.yaml", content }]);
    expect(conclusion).toBe("failure");
    expect(violations).toMatchObject([
      { policy: "platform", outcome: "error", location: { startLine: 12, startColumn: 3 } },
    ]);
    expect(violations[0]?.message).toContain(`There is ${message}`);
    expect(violations[0]?.message).toContain(`Did you mean "${meant}"?`);
  });

  it("a check in platform.yaml that can't be switched off", async () => {
    const content = platformYaml("guardrails: { secrets: off }");
    const { violations } = await judge([{ path: "platform.yaml", content }]);
    expect(violations.map(({ message }) => message)).toEqual([
      `"secrets" is a check that always holds: it can't be switched off or made to warn. Remove this line.`,
    ]);
  });

  it("a guardrail of the repository's own set in platform.yaml and removed at once", async () => {
    const world = new World({ "guardrails/ours.yaml": ownPolicy });
    const configuration = await startProcess(world).ports.configuration.refresh();
    const content = platformYaml("guardrails: { ours.example.com: warn }");
    const changed = { path: "platform.yaml", content };
    expect(judgeConfiguration(configuration, [changed], clean)).toBe(clean);
    const removed = [changed, { path: "guardrails/ours.yaml" }];
    expect(judgeConfiguration(configuration, removed, clean).conclusion).toBe("failure");
  });

  it("platform.yaml removed", async () => {
    const { violations } = await judge([{ path: "platform.yaml" }]);
    expect(violations.map(({ message }) => message)).toEqual([
      "platform.yaml can't be removed: Causeway lives by it.",
    ]);
  });

  it("an XRD that can't be offered any more", async () => {
    const content = seedXrd.replace("kind: XDatabase", "kind: 7");
    const { conclusion, violations } = await judge([{ path: xrdPath, content }]);
    expect(conclusion).toBe("failure");
    expect(violations[0]).toMatchObject({ policy: "offering", location: { path: xrdPath } });
  });

  it.each(["compositions/copy.yaml", "compositions/zzz.yaml"])(
    "a second XRD of the same name in %s, whichever of the two files is told of it",
    async (path) => {
      const { conclusion, violations } = await judge([{ path, content: seedXrd }]);
      expect(conclusion).toBe("failure");
      expect(violations[0]?.message).toContain("Remove one of the two.");
    },
  );

  it("an XRD that takes the command of another", async () => {
    const content = seedXrd
      .replace("xdatabases.platform.example.com", "xdb.platform.example.com")
      .replace("plural: databases", "plural: db")
      .replace("kind: Database", "kind: DB");
    const { violations } = await judge([{ path: "compositions/copy.yaml", content }]);
    expect(violations.map(({ location }) => location.path).toSorted()).toEqual([
      "compositions/copy.yaml",
      xrdPath,
    ]);
  });

  it("a command in platform.yaml for what no file offers", async () => {
    const content = platformYaml("  new-queue: queues.platform.example.com");
    const { violations } = await judge([{ path: "platform.yaml", content }]);
    expect(violations[0]).toMatchObject({
      message: expect.stringContaining('"queues.platform.example.com", which no file offers'),
      location: { path: "platform.yaml" },
    });
  });

  it("an XRD removed whose command stays", async () => {
    const { violations } = await judge([{ path: xrdPath }]);
    expect(violations[0]?.message).toContain('The command "new-db" stands for');
  });
});

/** A finding of a guardrail. */
function at(path: string, startLine: number): Violation {
  return {
    policy: "p",
    validation: "0",
    outcome: "warn",
    message: "m",
    location: { path, startLine, startColumn: 1, endLine: startLine, endColumn: 1 },
  };
}

describe("a change that breaks nothing of it is judged as the guardrails say", () => {
  it.each<[string, readonly ChangedFile[]]>([
    ["a claim", [{ path: "claims/team-alpha/x.yaml", content: "kind: X\n" }]],
    ["a good platform.yaml", [{ path: "platform.yaml", content: platformYaml("# more") }]],
    [
      "guardrails by their short and full names",
      [
        {
          path: "platform.yaml",
          content: platformYaml(
            "guardrails: { no-host-path: off, pinned-images.causeway.dev: warn, no-bare-pods: deny }",
          ),
        },
      ],
    ],
    [
      "a guardrail that comes with its line in platform.yaml",
      [
        { path: "guardrails/ours.yaml", content: ownPolicy },
        {
          path: "platform.yaml",
          content: platformYaml("guardrails: { ours.example.com: warn }"),
        },
      ],
    ],
    [
      "an XRD that goes with its command",
      [
        { path: xrdPath },
        { path: "platform.yaml", content: platformYaml().replace(/commands:\n.*\n/, "") },
      ],
    ],
    ["a platform.yaml in another folder", [{ path: "docs/platform.yaml", content: "{" }]],
  ])("%s", async (_what, files) => {
    expect(await judge(files)).toBe(clean);
  });
});

it("findings stand in the order of their places, whoever found them", async () => {
  const violations = [at("a.yaml", 3), at("z.yaml", 1)];
  const judged = await judge([{ path: "platform.yaml" }], { ...clean, violations });
  expect(judged.violations.map(({ location }) => location.path)).toEqual([
    "a.yaml",
    "platform.yaml",
    "z.yaml",
  ]);
});
