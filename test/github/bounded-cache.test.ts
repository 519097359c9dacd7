import { describe, expect, it } from "vitest";
import { BoundedCache } from "../../src/github/bounded-cache.ts";

describe("a bounded cache", () => {
  it("lets go of what was not used for the longest time", () => {
    const cache = new BoundedCache<string>(10);
    cache.set("a", "A", 4);
    cache.set("b", "B", 4);
    expect(cache.get("a")).toBe("A");
    cache.set("c", "C", 4);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["A", undefined, "C"]);
  });

  it("counts a replaced value once, and keeps nothing that is larger than itself", () => {
    const cache = new BoundedCache<string>(10);
    cache.set("a", "A", 6);
    cache.set("a", "a", 6);
    cache.set("b", "B", 4);
    expect(cache.get("a")).toBe("a");
    cache.set("huge", "H", 11);
    expect([cache.get("huge"), cache.get("a"), cache.get("b")]).toEqual([undefined, "a", "B"]);
  });
});
