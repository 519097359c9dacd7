import type { GuardrailLevel } from "./guardrail.ts";

/** `platform.yaml`, parsed: every default filled in. */
export interface Platform {
  readonly environments: readonly EnvironmentRules[];
  readonly teams: ReadonlyMap<string, Team>;
  /** Slack user id → GitHub login. */
  readonly people: ReadonlyMap<string, string>;
  /** Command → offering's name, where the derived command is renamed. */
  readonly commands: ReadonlyMap<string, string>;
  /** First match wins; the last one, which allows members of the team, is always there. */
  readonly requests: readonly RequestRule[];
  /** Per offering's name: how people reach what they asked for. */
  readonly connections: ReadonlyMap<string, string>;
  /** A policy's full name, or its name without `.causeway.dev`; those that are not here stay as their binding says. */
  readonly guardrails: ReadonlyMap<string, GuardrailLevel>;
}

export interface EnvironmentRules {
  readonly name: string;
  readonly approvals: number;
}

export interface Team {
  readonly name: string;
  /** `org/team-slug`. */
  readonly github: string;
  /** A Slack channel: `#team-alpha` or an id. */
  readonly slack?: string;
  /** Where the team's objects go. By default the team's name. */
  readonly namespace: string;
}

/** Who may ask for what, and who must approve. */
export interface RequestRule {
  /** Commands or offering names; `*` for all. */
  readonly offerings: readonly string[];
  /** Teams that it is asked for; `*` for all. */
  readonly teams: readonly string[];
  readonly allow: "members" | "anyone" | "nobody";
  readonly approvals: number;
  /** The team whose members may approve; undefined: anyone who can write to the configuration repository. */
  readonly approvers?: string;
}
