import { resolve } from "node:path";
import type { StoreSettings } from "../../config/settings.ts";
import { databaseFinding, type DatabaseFacts } from "../../doctor/database-findings.ts";
import type { Finding } from "../../doctor/finding.ts";
import { inspectDirectory, inspectPostgres, postgresRefusal } from "../../store/inspection.ts";
import { ask } from "./ask.ts";

/** Looks at the database that the settings name. Paths are taken from `cwd`. */
export async function examineDatabase(
  settings: StoreSettings,
  options: { readonly cwd: string; readonly timeoutMs: number },
): Promise<readonly Finding[]> {
  return [databaseFinding(await readFacts(settings, options))];
}

async function readFacts(
  { databaseUrl, dataDirectory }: StoreSettings,
  { cwd, timeoutMs }: { readonly cwd: string; readonly timeoutMs: number },
): Promise<DatabaseFacts> {
  if (databaseUrl !== undefined) {
    const question = () => inspectPostgres(databaseUrl, timeoutMs);
    return { kind: "postgres", answer: await ask(timeoutMs, postgresRefusal, question) };
  }
  const directory = resolve(cwd, dataDirectory);
  const asked = await ask(
    timeoutMs,
    () => undefined,
    () => inspectDirectory(directory),
  );
  const state =
    asked.kind === "answered" ? asked.value : ({ kind: "silent", message: asked.message } as const);
  return { kind: "embedded", directory, state };
}
