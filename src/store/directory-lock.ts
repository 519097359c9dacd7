import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { errorMessage, TerminalError } from "../domain/errors.ts";

/** A directory that belongs to this process. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes a directory for this process alone, and creates it where it is missing. PGlite itself lets a second process
 * in and then loses acknowledged rows in silence. SQLite's lock is the operating system's: it is refused to a second
 * holder and free at once when the holder is killed, which a file with a process id in it is not.
 *
 * Throws a TerminalError when another process has the directory.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = resolve(directory);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = new DatabaseSync(join(path, "lock.sqlite"));
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if (!/locked|busy/i.test(errorMessage(error))) throw error;
    throw new TerminalError(
      `The data directory ${path} is in use by another Causeway process. The embedded database is for one process: ` +
        "stop the other one, give this one a directory of its own, or set DATABASE_URL to a PostgreSQL that several can share.",
      { cause: error },
    );
  }
  return { release: () => file.close() };
}
