import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";

// Put together here, so that no scanner takes this file for a leak.
const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("");
const azure = ["AccountKey", "=", `${"Ab1+".repeat(21)}Zz`, "=="].join("");
const clientSecret = ["abc", "8Q~", "dEf".repeat(11)].join("");

async function judge(content: string, path = "app.yaml", baseContent?: string) {
  const file = { path, content, ...(baseContent === undefined ? {} : { baseContent }) };
  const { results } = await judgeChange({ files: [file], rules: [] }, []);
  return {
    found: results.filter(({ policy }) => policy === "secrets"),
    printed: JSON.stringify(results),
  };
}

describe("credentials", () => {
  test.each([
    ["a GitHub token", token, "README.md"],
    ["an Azure storage key", `DefaultEndpointsProtocol=https;${azure}`, "src/a.ts"],
    ["an Azure client secret", clientSecret, "app.yaml"],
  ])("%s is found in any file, at its place, and never shown", async (_, secret, path) => {
    const { found, printed } = await judge(`first line\nkey: "${secret}"\n`, path);
    expect(found).toEqual([
      expect.objectContaining({
        outcome: "deny",
        location: expect.objectContaining({ startLine: 2 }),
      }),
    ]);
    expect(printed).not.toContain(secret.slice(-20));
  });

  test("a comment of the author does not switch the search off", async () => {
    const { found } = await judge(`# secretlint-disable\nkey: ${token}\n`);
    expect(found.map(({ outcome }) => outcome)).toEqual(["deny"]);
  });

  test("what was there before is warned of, so that it does not stop an unrelated change", async () => {
    const { found } = await judge(`a: 2\nkey: ${token}\n`, "app.yaml", `a: 1\nkey: ${token}\n`);
    expect(found.map(({ outcome }) => outcome)).toEqual(["warn"]);
  });

  test("what only a test's variable is named after is warned of; a token's form is not", async () => {
    const password = ["Kx7", "-", "q8Rz2mWv"].join("");
    const { found } = await judge(`const password = "${password}";\n`, "test/db.test.ts");
    expect(found.map(({ outcome }) => outcome)).toEqual(["warn"]);
    const real = await judge(`const value = "${token}";\n`, "test/db.test.ts");
    expect(real.found.map(({ outcome }) => outcome)).toEqual(["deny"]);
  });

  test("base64 in a Secret hides nothing", async () => {
    const data = Buffer.from(token).toString("base64");
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ndata:\n  token: ${data}\n`;
    const { found, printed } = await judge(secret);
    expect(found.map(({ validation, location }) => [validation, location.startLine])).toEqual([
      ["credential", 5],
      ["literal-secret", 2],
    ]);
    expect(printed).not.toContain(data);
  });

  test("a Secret that SOPS encrypted is fine, and so is a reference", async () => {
    const sops =
      "apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\nstringData: { a: 'ENC[AES256_GCM,data:x]' }\nsops: { version: 3.9.0 }\n";
    expect((await judge(sops)).found).toEqual([]);
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\nspec:\n  containers:\n    - name: a\n      env:\n        - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: a, key: b } } }\n`;
    expect((await judge(pod)).found).toEqual([]);
  });

  test("a password in an environment variable is warned of", async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\nspec:\n  containers:\n    - name: a\n      env:\n        - name: DB_PASSWORD\n          value: correcthorse\n`;
    const { found, printed } = await judge(pod);
    expect(found).toEqual([
      expect.objectContaining({
        outcome: "warn",
        location: expect.objectContaining({ startLine: 9 }),
      }),
    ]);
    expect(printed).not.toContain("correcthorse");
  });
});
