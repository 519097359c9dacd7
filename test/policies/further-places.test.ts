import { describe, expect, test } from "vitest";
import { judgeFile, policyFile, triedBy } from "./judging.ts";

function policy(expression: string, messageExpression = "'wrong'"): string {
  return policyFile(`
matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps, pods] }
validations:
  - expression: ${JSON.stringify(expression)}
    messageExpression: ${JSON.stringify(messageExpression)}
`);
}

function pod(images: readonly string[]): string {
  const containers = images.map((image, index) => `    - { name: c${index}, image: ${image} }\n`);
  return `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: team-alpha, labels: { app: app, Tier: web, Part: api } }
spec:
  containers:
${containers.join("")}`;
}

const badImage = policy(
  "object.spec.containers.all(c, c.image != 'bad')",
  "object.spec.containers.filter(c, c.image == 'bad')[0].name + ' is bad'",
);

describe("a validation that fails at several places", () => {
  test("has a violation at each of them, with the message of that place", async () => {
    const { violations } = await judgeFile(pod(["bad", "good", "bad", "bad"]), [badImage]);
    expect(violations.map(({ location, message }) => [location.startLine, message])).toEqual([
      [6, "c0 is bad"],
      [8, "c2 is bad"],
      [9, "c3 is bad"],
    ]);
  });

  test("is one result: one for each policy, validation and object", async () => {
    const judgement = await judgeFile(pod(["bad", "bad"]), [badImage]);
    expect(triedBy(judgement)).toHaveLength(1);
    expect(triedBy(judgement)[0]?.further).toHaveLength(1);
  });

  test("keeps the right index in a list of plain values", async () => {
    const content =
      "apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: a, finalizers: [] }\nspec:\n  containers:\n    - name: app\n      image: good\n      args:\n        - bad\n        - good\n        - bad\n        - bad\n";
    const rule = policy("object.spec.containers.all(c, c.args.all(a, a != 'bad'))");
    const { violations } = await judgeFile(content, [rule]);
    expect(violations.map(({ location }) => location.startLine)).toEqual([9, 11, 12]);
  });

  test("is found in a loop with two variables too", async () => {
    const list = policy("object.spec.containers.all(i, c, i < 0 || c.image != 'bad')");
    const { violations } = await judgeFile(pod(["bad", "good", "bad"]), [list]);
    expect(violations.map(({ location }) => location.startLine)).toEqual([6, 8]);
    const map = policy("!object.metadata.labels.exists(k, v, k != 'app' && v == 'web')");
    const [inMap] = (await judgeFile(pod(["good"]), [map])).violations;
    expect(inMap?.location.startLine).toBe(3);
    expect(inMap?.location.startColumn).toBeGreaterThan(50);
  });

  test("finds each key of a map", async () => {
    const rule = policy("object.metadata.labels.all(k, k.matches('^[a-z]+$'))");
    const { violations } = await judgeFile(pod(["good"]), [rule]);
    const columns = violations.map(({ location }) => location.startColumn);
    expect(columns).toHaveLength(2);
    expect(new Set(columns).size).toBe(2);
  });

  test.each([
    ["a number of elements", "object.spec.containers.size() < 2"],
    ["a fixed index", "object.spec.containers[0].image != 'bad'"],
    ["an element that must be there", "object.spec.containers.exists(c, c.image == 'good')"],
  ])("has one violation when it is about %s", async (_what, expression) => {
    const { violations } = await judgeFile(pod(["bad", "bad", "bad"]), [policy(expression)]);
    expect(violations).toHaveLength(1);
  });

  test("stops at a number that a person would mend by hand", async () => {
    const images = Array.from({ length: 200 }, () => "bad");
    const { violations } = await judgeFile(pod(images), [badImage]);
    expect(violations.length).toBeGreaterThan(20);
    expect(violations.length).toBeLessThan(30);
  });
});
