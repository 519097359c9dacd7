import type { EditPlan } from "../../../src/plan/promotion/edit-plan.ts";
import { planPromotion } from "../../../src/plan/promotion/plan-promotion.ts";
import { application, filesOf, instanceIn, serviceIn, type Tree } from "./layouts.ts";

interface Options {
  readonly choices?: readonly string[];
  readonly revision?: string;
  readonly fromTree?: Tree;
  readonly name?: string;
  readonly to?: string;
}

export function promote(tree: Tree, options: Options = {}): EditPlan {
  const { fromTree = tree, revision, choices = [], name, to = "staging" } = options;
  const service = serviceIn(tree, name);
  return planPromotion({
    service,
    from: {
      instance: instanceIn(service, "dev"),
      files: filesOf(fromTree),
      ...(revision === undefined ? {} : { revision }),
    },
    to: { instance: instanceIn(service, to), files: filesOf(tree) },
    choices,
  });
}

/** `path:line: old → new` of the lines that a plan changes. */
export function changedLines(plan: EditPlan): readonly string[] {
  if (plan.kind !== "edits") throw new Error(JSON.stringify(plan));
  return plan.files.flatMap(({ path, before, after }) => {
    const fresh = after.split("\n");
    return before
      .split("\n")
      .flatMap((line, index) =>
        line === fresh[index]
          ? []
          : [`${path}:${index + 1}: ${line.trim()} → ${fresh[index]?.trim()}`],
      );
  });
}

export function message(plan: EditPlan): string {
  return "message" in plan ? plan.message : JSON.stringify(plan);
}

/** checkout in dev and staging; each given as the YAML of its source. */
export const argo = (dev: string, staging: string): Tree => ({
  "argocd/checkout-dev.yaml": application("checkout-dev", dev),
  "argocd/checkout-staging.yaml": application("checkout-staging", staging),
});
