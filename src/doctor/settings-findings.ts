import { findingsOf, type Finding } from "./finding.ts";

const { ok, failure } = findingsOf("settings");

/** What is wrong with the environment variables → one finding each; the messages never hold a secret. */
export function settingsFindings(
  problems: readonly { readonly variable: string; readonly message: string }[],
): readonly Finding[] {
  if (problems.length === 0) return [ok("settings", "Every variable that is set can be used.")];
  return problems.map(({ variable, message }) =>
    failure(
      "settings-variable",
      message,
      `Set or correct ${variable} in the environment that Causeway starts with (docs/configuration.md, "Environment variables").`,
    ),
  );
}
