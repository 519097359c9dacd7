import type { Platform } from "../domain/platform.ts";
import type { Clock } from "../domain/ports/clock.ts";
import type { Cluster } from "../domain/ports/cluster.ts";
import type { CompanyDirectory } from "../domain/ports/company-directory.ts";
import type { Conversation } from "../domain/ports/conversation.ts";
import type { Judge } from "../domain/ports/judge.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Renderer } from "../domain/ports/renderer.ts";
import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import type { Store } from "../domain/ports/store.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { ThreadRef } from "../domain/request.ts";
import type { ConfigurationSource } from "./configuration.ts";

/** Everything that a workflow may touch. */
export interface Ports {
  readonly store: Store;
  readonly host: RepositoryHost;
  /** Undefined when no cluster is connected: requests end with the merge. */
  readonly cluster: Cluster | undefined;
  readonly judge: Judge;
  readonly renderer: Renderer;
  readonly configuration: ConfigurationSource;
  readonly membership: Membership;
  /** Absent: people are known by platform.yaml and their own links alone. */
  readonly directory?: CompanyDirectory;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: WorkflowSettings;
  /** The conversation of a surface; undefined when that surface is not configured. */
  conversation(surface: ThreadRef["surface"]): Conversation | undefined;
}

export interface WorkflowSettings {
  readonly configurationRepository: RepositoryRef;
  /** `https://github.com/owner/name` of the configuration repository. */
  readonly repositoryUrl: string;
  /** How long an Application must be healthy before it counts, in seconds. */
  readonly settleSeconds: number;
  /** When a delivery that does not get anywhere is told, in seconds after the merge. */
  readonly deadlineSeconds: number;
}

/** Who belongs to what, as GitHub says it; remembered for a short while. */
export interface Membership {
  /** Whether a login is a member of a team of platform.yaml. */
  isMember(platform: Platform, team: string, login: string): Promise<boolean>;
  canWrite(repository: RepositoryRef, login: string): Promise<boolean>;
}
