import { expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
import { sqlXrd } from "../catalog/offerings.ts";
import { wholePath, worldOfThisTest } from "./running-world.ts";

it("shows on the web what is offered, and what a merge changes in it", wholePath, async () => {
  const publicUrl = "https://causeway.example.com";
  const running = await worldOfThisTest({ environment: { CAUSEWAY_PUBLIC_URL: publicUrl } });
  const page = async (path: string): Promise<string> => {
    const response = await fetch(`${running.appUrl}${path}`);
    return `${response.status} ${await response.text()}`;
  };
  const first = await eventually("the catalog", async () => {
    const text = await page("/");
    return text.startsWith("200") ? text : undefined;
  });
  expect(first).toContain("/platform new-db");
  expect(first).toContain("1 other person of platform-team");
  expect(first).not.toContain("octocat");

  await running.github.pushFiles("mona", {
    "compositions/sql.yaml": sqlXrd,
    "compositions/broken.yaml": "kind: CompositeResourceDefinition\nspec: [",
  });
  const next = await eventually("the merged offering", async () => {
    const text = await page("/catalog/new-sqlinstance");
    return text.startsWith("200") ? text : undefined;
  });
  expect(next).toContain("Storage GB");
  expect(await page("/catalog")).toContain("broken.yaml, line 2");
});
