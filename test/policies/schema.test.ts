import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generatePack } from "../../scripts/generate-kubernetes-schemas.ts";
import pack from "../../src/policies/schemas/kubernetes.json" with { type: "json" };
import { judgeFile } from "./judging.ts";

const xrd = readFileSync(
  new URL("../fixtures/policies/seed/database-composition.yaml", import.meta.url),
  "utf8",
);

function claim(spec: string): string {
  return `apiVersion: platform.example.com/v1alpha1
kind: Database
metadata:
  name: orders
  namespace: team-alpha
spec:
  ${spec.replaceAll("\n", "\n  ")}
`;
}

async function findings(content: string, path = "claims/a/b.yaml"): Promise<readonly unknown[]> {
  const { violations } = await judgeFile(content, [xrd], path);
  return violations.map(({ location, message }) => [
    location.startLine,
    location.startColumn,
    location.endColumn,
    message,
  ]);
}

describe("claims against the XRD", () => {
  test.each([
    [
      "parameters: { size: huge }",
      [[7, 23, 27, 'spec.parameters.size is "huge"; expected one of small, medium, large.']],
    ],
    [
      "parameters: { size: small, backup: 'yes' }",
      [[7, 38, 43, 'spec.parameters.backup is "yes"; expected true or false.']],
    ],
    [
      "parameters: { sise: small, size: small }",
      [[7, 17, 21, "spec.parameters.sise is not a field of Database. Did you mean size?"]],
    ],
    [
      "parameters: { backup: true }",
      [[7, 3, 13, "spec.parameters.size is missing; Database needs it."]],
    ],
    [
      "parameters: { size: small }\ncompositionRef: { name: azure-cosmosdb }\nwriteConnectionSecretToRef: { name: orders }",
      [],
    ],
    [
      "parameters: { size: small }\ncompositionUpdatePolicy: Sometimes",
      [
        [
          8,
          28,
          37,
          'spec.compositionUpdatePolicy is "Sometimes"; expected one of Automatic, Manual.',
        ],
      ],
    ],
    ["parameters: { size: small, backup: yes }", []],
  ])("%s", async (spec, expected) => {
    expect(await findings(claim(spec))).toEqual(expected);
  });

  test("a kind that no XRD defines is warned of under claims/, and nowhere else", async () => {
    const other = claim("parameters: {}").replace("kind: Database", "kind: Databse");
    expect(await findings(other)).toEqual([
      [2, 7, 14, expect.stringMatching(/^No XRD .* defines Databse/)],
    ]);
    expect(await findings(other, "apps/b.yaml")).toEqual([]);
  });

  test("a change can't loosen the XRD that it is judged by", async () => {
    const looser = xrd.replace("[small, medium, large]", "[small, medium, large, huge]");
    const messages = await findings(
      `${looser}---\n${claim("parameters: { size: huge }")}`,
      "app.yaml",
    );
    expect(messages).toHaveLength(1);
  });
});

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: b }\nspec: ${spec}\n`;
}

describe("objects of Kubernetes itself", () => {
  test.each([
    ["{ ports: [{ port: 80, targetPort: http }], selector: null }", undefined],
    ["{ ports: [{ port: '80' }] }", 'spec.ports[0].port is "80"; expected a whole number.'],
    ["{ port: [{ port: 80 }] }", "spec.port is not a field of Service. Did you mean ports?"],
    [
      "{ type: Loadbalancer }",
      'spec.type is "Loadbalancer"; expected one of ClusterIP, NodePort, LoadBalancer, ExternalName.',
    ],
    ["{ ports: [{ name: a }] }", "spec.ports[0].port is missing; Service needs it."],
  ])("%s", async (spec, message) => {
    const { violations } = await judgeFile(service(spec));
    expect(violations.map((violation) => violation.message)).toEqual(
      message === undefined ? [] : [message],
    );
  });

  test("the value of a Secret is not told when it is of the wrong type", async () => {
    const secret =
      "apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\nstringData: { pin: 481516 }\n";
    const { results } = await judgeFile(secret);
    expect(JSON.stringify(results)).not.toContain("481516");
    expect(results).toContainEqual(expect.objectContaining({ policy: "schema", outcome: "deny" }));
  });

  test("a kind that is not known is passed over, and that is said", async () => {
    const { results, conclusion } = await judgeFile(
      "apiVersion: a.example.com/v1\nkind: Thing\nmetadata: { name: a }\n",
    );
    expect(results.map(({ policy, outcome }) => [policy, outcome])).toEqual([
      ["schema", "skipped"],
    ]);
    expect(conclusion).toBe("success");
  });

  test("the schemas are those of the installed package", async () => {
    expect(pack).toEqual(JSON.parse(JSON.stringify(await generatePack())));
  });
});

test("a CRD's defaults are filled in before its required fields and policies are asked for", async () => {
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.a.example.com }
spec:
  group: a.example.com
  names: { kind: Thing, plural: things }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [tier]
              properties:
                tier: { type: string, default: basic }
                port: { x-kubernetes-int-or-string: true }
                note: { type: string, nullable: true }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true }
                least: { type: integer, minimum: 1, exclusiveMinimum: true }
                name: { type: string, pattern: "^(a+)+$" }
`;
  const judge = async (spec: string): Promise<readonly string[]> => {
    const thing = `apiVersion: a.example.com/v1\nkind: Thing\nmetadata: { name: a, namespace: b }\nspec: ${spec}\n`;
    return (await judgeFile(thing, [crd])).violations.map(({ message }) => message);
  };
  expect(await judge("{ port: http, note: null, free: { any: { thing: 1 } } }")).toEqual([]);
  expect(await judge("{ port: 80.5 }")).toEqual([
    "spec.port is 80.5; expected a whole number or text.",
  ]);
  expect(await judge("{ least: 1 }")).toEqual(["spec.least is 1; expected more than 1."]);
  expect(await judge(`{ name: ${"a".repeat(4_000)}! }`)).toEqual([
    "spec.name is text that does not fit; expected text that matches ^(a+)+$.",
  ]);
});
