import type { Platform } from "../domain/platform.ts";
import type { RepositoryFile } from "../domain/repository.ts";

/** What changes are judged by: some rules, and what platform.yaml says of them. */
export function rulesInForce({ rules, platform }: Rules) {
  return {
    rules,
    levels: Object.fromEntries(platform.guardrails),
    environments: platform.environments.map(({ name }) => name),
    ...(platform.kubernetesVersion === undefined
      ? {}
      : { kubernetesVersion: platform.kubernetesVersion }),
  };
}

interface Rules {
  readonly rules: readonly RepositoryFile[];
  readonly platform: Platform;
}
