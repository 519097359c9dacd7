import { describe, expect, it } from "vitest";
import { useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

describe("the App's hook deliveries", () => {
  it("are listed over all pages, and asked for by their exact id, however large", async () => {
    const since = new Date(Date.now() - 60_000);
    await github().dropWebhooks(true);
    for (let count = 0; count < 105; count += 1)
      await github().openIssue("octocat", { title: `${count}`, body: "" });
    const deliveries = await host().listHookDeliveries(since);
    expect(deliveries).toHaveLength(105);
    const [newest] = deliveries;
    expect(newest).toMatchObject({ event: "issues", statusCode: 502, redelivery: false });
    expect(Number.isSafeInteger(Number(newest?.id))).toBe(false);
    await host().redeliver(newest?.id ?? "");
    const [again] = await host().listHookDeliveries(since);
    expect(again).toMatchObject({ guid: newest?.guid, redelivery: true });
    expect(await host().listHookDeliveries(new Date(Date.now() + 60_000))).toEqual([]);
  });
});
