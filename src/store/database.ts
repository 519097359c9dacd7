import type { ConstructorOptions, Db } from "pg-boss";

/** One row as a driver returns it. Counts are cast to int in SQL: the drivers disagree on what int8 becomes. */
export type Row = Readonly<Record<string, unknown>>;

/** Something that runs statements: the database itself, or one transaction. */
export interface Sql {
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** PostgreSQL, embedded or not, behind what both can do. */
export interface Database extends Sql {
  readonly kind: "pglite" | "postgres";
  /** How pg-boss reaches the same database. */
  readonly bossOptions: ConstructorOptions;
  /**
   * Commits when `work` resolves, rolls back when it rejects. Inside, only the `sql` that is handed in may be used:
   * PGlite has one connection, so anything else would wait for ever.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Lets pg-boss work inside a transaction of ours. */
export function bossDatabase(sql: Sql): Db {
  return { executeSql: async (text, values) => ({ rows: [...(await sql.query(text, values))] }) };
}

/** A column that is text and not null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw new Error(`The column ${column} should hold text, but holds ${typeof value}.`);
}

/** A column that is int4 and not null. */
export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw new Error(`The column ${column} should hold an integer, but holds ${typeof value}.`);
}
