import type { Json } from "../../../domain/json.ts";

const units: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/**
 * The duration of a Rollout's pause in milliseconds: a number of seconds, or Go's form such as `1h30m`. Undefined where
 * there is none, or no such thing (argo-rollouts pkg/apis/rollouts/v1alpha1, RolloutPause).
 */
export function durationMs(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value * 1_000;
  if (typeof value !== "string") return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (units.get(unit) ?? 0);
  return total;
}
