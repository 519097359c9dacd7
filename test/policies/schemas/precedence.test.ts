import { expect, test } from "vitest";
import type { JudgeInput } from "../../../src/domain/guardrail.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";

function crd(field: string, version = "v1alpha1"): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: applications.argoproj.io }
spec:
  group: argoproj.io
  names: { kind: Application, plural: applications }
  scope: Namespaced
  versions:
    - name: ${version}
      served: true
      storage: true
      schema:
        openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { ${field}: { type: string } } } } }
`;
}

function application(field: string, version = "v1alpha1"): string {
  return `apiVersion: argoproj.io/${version}\nkind: Application\nmetadata: { name: a, namespace: b }\nspec: { ${field}: a }\n`;
}

async function denied(
  content: string,
  input: Partial<Pick<JudgeInput, "rules" | "baseFiles">>,
  brought?: string,
): Promise<boolean> {
  const more = brought === undefined ? [] : [{ path: "crds/new.yaml", content: brought }];
  const files = [{ path: "app.yaml", content }, ...more];
  const { conclusion } = await judgeChange({ files, rules: [], ...input }, []);
  return conclusion === "failure";
}

const rules = [{ path: "crds/application.yaml", content: crd("mine") }];

test("a CRD of the repository goes before the schema that ships", async () => {
  expect(await denied(application("mine"), {})).toBe(true);
  expect(await denied(application("mine"), { rules })).toBe(false);
  expect(await denied(application("mine"), { baseFiles: rules })).toBe(false);
  expect(await denied(application("project"), { rules })).toBe(true);
});

test("a CRD that the change brings goes before the schema that ships, not before one of the base branch", async () => {
  expect(await denied(application("other"), {}, crd("other"))).toBe(false);
  expect(await denied(application("other"), { rules }, crd("other"))).toBe(true);
});

test("each served version has its own schema", async () => {
  const more = [...rules, { path: "crds/v2.yaml", content: crd("other", "v2") }];
  expect(await denied(application("other", "v2"), { rules: more })).toBe(false);
  expect(await denied(application("mine", "v2"), { rules: more })).toBe(true);
});
