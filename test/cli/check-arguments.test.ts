import { describe, expect, it } from "vitest";
import { parseCheckArguments } from "../../src/cli/check-arguments.ts";

function parse(line: string) {
  const parsed = parseCheckArguments(line === "" ? [] : line.split(" "));
  return parsed instanceof Error ? parsed.message : parsed;
}

describe("the command line of causeway check", () => {
  it("knows everything that DESIGN 8 names", () => {
    const line =
      "apps claims/a.yaml --policies own others --no-default-policies --params p.yaml --base old --environment production --kubernetes-version 1.34 --format json";
    expect(parse(line)).toEqual({
      paths: ["apps", "claims/a.yaml"],
      policies: ["own", "others"],
      params: ["p.yaml"],
      builtIn: false,
      base: "old",
      environment: "production",
      kubernetesVersion: "1.34",
      format: "json",
    });
  });

  it.each([
    ["a.yaml", ["a.yaml"], []],
    ["a.yaml --policies p q", ["a.yaml"], ["p", "q"]],
    ["a.yaml --policies p q --params x --policies r", ["a.yaml"], ["p", "q", "r"]],
    ["--policies p a.yaml", ["a.yaml"], ["p"]],
    ["--policies p --policies q a.yaml b.yaml", ["a.yaml", "b.yaml"], ["p", "q"]],
    ["a.yaml --policies=p --format json b.yaml", ["a.yaml", "b.yaml"], ["p"]],
    ["a.yaml --policies p -- -odd.yaml", ["a.yaml", "-odd.yaml"], ["p"]],
  ])("%s", (line, paths, policies) => {
    expect(parse(line)).toMatchObject({ paths, policies });
  });

  it.each([
    ["1.34", "1.34"],
    ["v1.34.2", "1.34"],
    ["1.33.4-gke.100", "1.33"],
  ])("takes the version %s as %s", (given, version) => {
    expect(parse(`a.yaml --kubernetes-version ${given}`)).toMatchObject({
      kubernetesVersion: version,
    });
  });

  it.each([
    ["", "Which files? Give at least one file or folder."],
    ["--policies p", "Which files?"],
    ["a.yaml --format xml", '--format is "xml"; expected text, json or sarif.'],
    [
      "a.yaml --kubernetes-version latest",
      '--kubernetes-version is "latest"; expected a version with major and minor, such as 1.34.',
    ],
    ["a.yaml --environment=", "--environment is empty; expected a value such as production."],
    ["a.yaml --sarif", "Unknown option '--sarif'."],
    ["a.yaml --base", "Option '--base <value>' argument missing."],
  ])("says of %j what was expected", (line, message) => {
    expect(parse(line)).toContain(message);
  });

  it("shows its help when asked", () => {
    expect(parse("--help")).toBe("help");
  });
});
