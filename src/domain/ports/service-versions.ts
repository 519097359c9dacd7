/** A version of a service that was seen healthy in an environment. */
export interface HealthyVersion {
  readonly service: string;
  readonly environment: string;
  /** The commit of the manifests, or the version of a chart. */
  readonly revision: string;
  /** Container images, sorted. */
  readonly images: readonly string[];
  /** Since when it was healthy there: ISO 8601, UTC. */
  readonly healthyAt: string;
}

/** What was healthy where: the memory that a rollback chooses from. It can be rebuilt from the deployers' own histories. */
export interface ServiceVersions {
  /**
   * Keeps a version unless it is the newest one of its service and environment already: the same images, or the same
   * revision. False: it was.
   */
  note(version: HealthyVersion): Promise<boolean>;
  /** Newest first. */
  list(service: string, environment: string, limit: number): Promise<readonly HealthyVersion[]>;
}
