import { describe, expect, it } from "vitest";
import {
  databaseFinding,
  type DatabaseFacts,
  type DirectoryState,
} from "../../src/doctor/database-findings.ts";

type Answered = (DatabaseFacts & { readonly kind: "postgres" })["answer"];

const value = { version: "17.2", prepared: true, mayCreate: true };

function refused(code: string): Answered {
  return { kind: "refused", code, message: "it said no" };
}

describe("databaseFinding", () => {
  it.each<[string, Answered, string, string]>([
    ["it is ready", { kind: "answered", value }, "ok database", "17.2"],
    [
      "it is new",
      { kind: "answered", value: { ...value, prepared: false } },
      "ok database-new",
      "creates the tables",
    ],
    [
      "tables are there and no more may be made",
      { kind: "answered", value: { ...value, mayCreate: false } },
      "ok database",
      "17.2",
    ],
    [
      "no tables may be made",
      { kind: "answered", value: { ...value, prepared: false, mayCreate: false } },
      "failure database-rights",
      "GRANT CREATE ON DATABASE",
    ],
    ["the password is wrong", refused("28P01"), "failure database-login", "DATABASE_URL"],
    ["this host is not let in", refused("28000"), "failure database-login", "pg_hba.conf"],
    ["there is no such database", refused("3D000"), "failure database-missing", "createdb"],
    ["all connections are taken", refused("53300"), "failure database-refused", "max_connections"],
    [
      "it is away",
      { kind: "silent", message: "connect ECONNREFUSED 127.0.0.1:5432" },
      "failure database-silent",
      "DATABASE_URL",
    ],
  ])("of PostgreSQL when %s", (_what, answer, expected, word) => {
    const { state, id, what, mend } = databaseFinding({ kind: "postgres", answer });
    expect(`${state} ${id}`).toBe(expected);
    expect(`${what} ${mend ?? ""}`).toContain(word);
  });

  it.each<[string, DirectoryState, string, string]>([
    ["there is none yet", { kind: "new" }, "ok database-new", "/data"],
    ["it opens", { kind: "works" }, "ok database", "/data"],
    ["it is in use", { kind: "inUse" }, "warning database-in-use", "running Causeway"],
    [
      "it may not be written",
      { kind: "denied", message: "EACCES" },
      "failure database-directory",
      "CAUSEWAY_DATA_DIR",
    ],
    ["it can't be read", { kind: "broken", message: "PANIC" }, "failure database-broken", "PANIC"],
    [
      "it takes too long",
      { kind: "silent", message: "nothing" },
      "failure database-silent",
      "disk",
    ],
  ])("of the embedded database when %s", (_what, state, expected, word) => {
    const finding = databaseFinding({ kind: "embedded", directory: "/data", state });
    expect(`${finding.state} ${finding.id}`).toBe(expected);
    expect(`${finding.what} ${finding.mend ?? ""}`).toContain(word);
  });
});
