import type { GuardrailSetting } from "./guardrail.ts";

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
  readonly guardrails: ReadonlyMap<string, GuardrailSetting>;
  /** The oldest among the clusters: `1.34`. Undefined: the newest that is known. */
  readonly kubernetesVersion?: string;
}

/** What must hold before something goes into an environment. Nothing is a rule that was left out. */
export interface EnvironmentRules {
  readonly name: string;
  /** How many people other than the requester must approve. */
  readonly approvals: number;
  /** The same for a rollback. */
  readonly rollbackApprovals: number;
  /** The team whose members may approve; undefined: anyone who can write to the repository of the change. */
  readonly approvers?: string;
  /** Names of checks that must have passed for the commit that is promoted. */
  readonly requiredChecks: readonly string[];
  /** IANA name, in which times are told and windows without a zone of their own are read. */
  readonly timeZone: string;
  readonly freeze: readonly FreezeWindow[];
  readonly exceptions: readonly FreezeException[];
  /** How long the version must have been healthy in the environment before. */
  readonly soakSeconds: number;
  /** Present: what has been healthy in the environment before for so long is promoted without a person asking. */
  readonly autoPromote?: { readonly afterSeconds: number };
  /** Present: nothing is promoted into it. */
  readonly hold?: { readonly reason?: string };
}

/** When nothing is promoted: again and again, or once. Its end is the first moment that is free. */
export type FreezeWindow =
  | {
      readonly kind: "recurring";
      /** Five fields, minute to day of week, read in `timeZone`. Each match starts a window. */
      readonly cron: string;
      /** Time that passes, not time on the clock: it does not stretch when the clocks change. */
      readonly durationSeconds: number;
      readonly timeZone: string;
      readonly reason?: string;
    }
  | {
      readonly kind: "once";
      /** ISO 8601, UTC. */
      readonly from: string;
      /** ISO 8601, UTC. */
      readonly until: string;
      readonly timeZone: string;
      readonly reason?: string;
    };

/** Lets something through the freeze windows of its environment, until a moment. */
export interface FreezeException {
  /** Undefined: every service. */
  readonly service?: string;
  /** ISO 8601, UTC. */
  readonly until: string;
  readonly reason: string;
  /** Who allowed it, as the platform team writes it. */
  readonly by: string;
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
