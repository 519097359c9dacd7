import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/GLOSSARY.md", root), "utf8");
const defined = [...page.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word]) => word ?? "");

/** Every interface and type that src/domain exports. */
const exported = readdirSync(new URL("src/domain/", root), { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".ts"))
  .flatMap((path) => {
    const source = readFileSync(new URL(`src/domain/${path}`, root), "utf8");
    return [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? "");
  });

/** The project's own words: the design's list, and what the messages and documents use beside it. */
const words = [
  "Offering",
  "ChangeRequest",
  "ThreadRef",
  "Facts",
  "Plan",
  "Violation",
  "PolicyResult",
  "Decision",
  "Delivery",
  "Report",
  "Environment",
  "Service",
  "Request id",
  "Judgement",
  "Guardrail",
  "Thread",
  "Status source",
  "Put aside",
];

/** Exported types that are no words of the project: shapes of JSON and Kubernetes, and parts of a word that is there. */
const shapes = new Set([
  "Json",
  "JsonObject",
  "KubernetesObject",
  "KubernetesMetadata",
  "ResourceKind",
  "ObjectRef",
  "ObjectTarget",
  "Condition",
  "RepositoryRef",
  "RepositoryFile",
  "RepositoryTree",
  "FileChange",
  "ValuePath",
  "FieldInput",
  "Unsupported",
  "PolicyOutcome",
  "JudgedResource",
  "JudgeInput",
  "StepState",
  "CheckAnnotation",
  "Review",
  "MergeOutcome",
  "SubmissionOutcome",
  "RequestCheck",
  "RequestPullRequest",
  "RequestDesk",
  "RequestStore",
  "EventHandler",
  "DeploymentState",
  "DeploymentStatusPlan",
  "HealthStatus",
  "SyncStatus",
  "Offered",
  "PeopleLinks",
  "BeginRule",
  "NotedSignIn",
  "ConfirmTimes",
  "Confirmed",
  "PersonMessages",
  "SignIn",
  "SignInAttempt",
  "SignedIn",
  "Clock",
  "Logger",
]);

describe("docs/GLOSSARY.md", () => {
  it.each(words)("explains %s", (word) => {
    expect(page).toMatch(new RegExp(`^\\| \\*\\*${word}\\*\\* +\\| \\S`, "m"));
  });

  it.each(exported.filter((name) => !shapes.has(name)))("names the domain's %s", (name) => {
    expect(defined).toContain(name);
  });

  it("explains no word twice", () => {
    const doubled = defined.filter((word, index) => defined.indexOf(word) !== index);
    expect(doubled).toEqual([]);
  });

  it("names no type that is gone", () => {
    const known = new Set([...exported, ...words, "BrokenOffering"]);
    const typeNames = defined.filter((word) => /^[A-Z][a-z]+[A-Z]/.test(word));
    expect(typeNames.filter((word) => !known.has(word))).toEqual([]);
    expect([...shapes].filter((name) => !exported.includes(name))).toEqual([]);
  });
});
