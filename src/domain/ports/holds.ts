/** A person's stop of an environment, or of one service in it. */
export interface Hold {
  /** Short: people type it to lift the hold. */
  readonly id: string;
  readonly environment: string;
  /** Absent: every service. */
  readonly service?: string;
  /** Everything, or only what no person asked for: a rollback holds automatic promotions back. */
  readonly stops: "everything" | "automatic";
  /** The GitHub login of the person. */
  readonly by: string;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** ISO 8601, UTC. Absent: until someone lifts it. */
  readonly until?: string;
}

/** What people stopped by hand. */
export interface Holds {
  /** Those that are in force at a time, oldest first. */
  list(now: Date): Promise<readonly Hold[]>;
  /** Adds a hold unless its id is there already. */
  add(hold: Hold): Promise<void>;
  /** Lifts the holds of an environment, or only those of one service in it. Gives what was lifted. */
  lift(environment: string, service: string | undefined): Promise<readonly Hold[]>;
}
