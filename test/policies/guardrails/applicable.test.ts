import { describe, expect, test } from "vitest";
import { valueAt } from "../../../src/domain/json.ts";
import { builtInGuardrails } from "../../../src/policies/built-in.ts";
import { readChange } from "../../../src/policies/read-change.ts";
import { schemaCheck } from "../../../src/policies/checks/schema.ts";
import { readYaml } from "../../../src/yaml/documents.ts";

const files = builtInGuardrails().map(({ path, content }) => ({ path, content }));

/** What the API server would refuse of a file, by the schemas of Kubernetes. */
async function refused(file: (typeof files)[number]): Promise<readonly string[]> {
  const results = await schemaCheck.run(readChange({ files: [file], rules: [] }, []));
  return [...results].flatMap(({ outcome, message }) => (outcome === "pass" ? [] : [message]));
}

describe("kubectl apply -f guardrails/", () => {
  test.each(files)("$path fits the schemas of Kubernetes", async (file) => {
    expect(await refused(file)).toEqual([]);
  });

  test.each(files)(
    "$path holds a policy, its binding, and the parameters that it names",
    ({ path, content }) => {
      const { documents, problems } = readYaml(content, path);
      expect(problems).toEqual([]);
      const [policy, binding, parameters, ...more] = documents.map(({ value }) => value);
      const name = `${path.replace(/^guardrails\/|\.yaml$/g, "")}.causeway.dev`;
      const names = [policy, binding].map((value) => valueAt(value, ["metadata", "name"]));
      expect([...names, valueAt(binding, ["spec", "policyName"])]).toEqual([name, name, name]);
      expect(valueAt(policy, ["spec", "failurePolicy"])).toBe("Fail");
      const takes = valueAt(policy, ["spec", "paramKind"]) !== undefined;
      expect(valueAt(binding, ["spec", "paramRef"])).toEqual(
        takes ? { name, namespace: "kube-system", parameterNotFoundAction: "Deny" } : undefined,
      );
      expect(valueAt(parameters, ["metadata", "name"])).toBe(takes ? name : undefined);
      expect(more).toEqual([]);
    },
  );

  // k8s.io/kubernetes pkg/apis/admissionregistration/validation: one line, and at most 63 characters for a condition's name.
  test.each(files)("$path has messages of one line", ({ path, content }) => {
    const [policy] = readYaml(content, path).documents;
    const validations = valueAt(policy?.value, ["spec", "validations"]);
    for (const validation of Array.isArray(validations)
      ? (validations as readonly unknown[])
      : []) {
      expect(validation).toMatchObject({ message: expect.stringMatching(/^\S.{0,200}\.$/) });
    }
  });
});
