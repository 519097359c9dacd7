import type { HealthStatus, SyncStatus } from "./delivery.ts";

/** What runs of one service in one environment, and what is on its way there. */
export interface EnvironmentStatus {
  readonly service: string;
  readonly environment: string;
  /** As people know it: an image's tag, a chart's version, a short commit; absent where nothing runs. */
  readonly version?: string;
  readonly health: HealthStatus;
  readonly sync: SyncStatus;
  /** When this version came: ISO 8601. */
  readonly since?: string;
  /** Who brought it, where it was asked for here. */
  readonly by?: string;
  /** What is on its way there and what it waits for, one sentence each. */
  readonly underWay: readonly string[];
}
