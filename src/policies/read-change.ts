import type { ChangedFile, JudgeInput } from "../domain/guardrail.ts";
import type { Problem } from "../domain/location.ts";
import { readYaml } from "../yaml/documents.ts";
import { loadMutatingPolicies } from "./admission/load-mutating.ts";
import { loadPolicies, type LoadedPolicies, type VersionOf } from "./admission/load.ts";
import type { ChangedObject, JudgedChange, ReadFile } from "./check.ts";
import { createKindTable, kindsDefinedBy } from "./kinds.ts";
import { builtInKinds } from "./schemas/kubernetes.ts";
import { filesAround } from "./partials/files-around.ts";
import { kustomizationsIn } from "./partials/kustomizations.ts";
import { splitPartials } from "./partials/split.ts";
import { newestKubernetes } from "./schemas/api-versions.ts";
import { shippedKinds } from "./schemas/packs.ts";
import { createSchemaSet } from "./schemas/schema-set.ts";
import { identityOf, ownName, subjectsOf, type Subject } from "./subject.ts";
import { isTemplate } from "./templates.ts";

/** A file with rules: policies, XRDs, CRDs, namespaces, parameters. */
export type RuleFile = JudgeInput["rules"][number];

/**
 * Reads a change into objects and rules into something to judge by. `builtIn` are the policies that ship; one of the
 * same name in `input.rules` stands in place of it. Definitions in the change itself only count for kinds and versions
 * that the rules do not define, and its policies not at all: a pull request can't weaken its own judge.
 */
export function readChange(input: JudgeInput, builtIn: readonly RuleFile[]): JudgedChange {
  const files = input.files.map((file) => readHead(file));
  const rules = input.rules.flatMap(({ path, content }) => readSubjects(content, path).subjects);
  const shipped = readRules(builtIn);
  const heads = files.flatMap(({ subjects }) => subjects);
  const known = [...rules, ...readAround(input), ...heads];
  const ruled = [...rules, ...shipped];
  // Those that ship are evaluated here for clusters of every version, also such as could not take them.
  const ours = new Set(shipped);
  const versionOf: VersionOf = (policy) => (ours.has(policy) ? undefined : input.kubernetesVersion);
  const replaced = subjectsBefore(input.files);
  const validating = loadPolicies(ruled, versionOf);
  const mutating = loadMutatingPolicies(ruled, versionOf);
  const kinds = [
    ...known.flatMap(({ value }) => kindsDefinedBy(value)),
    ...builtInKinds,
    ...shippedKinds,
  ];
  const around = filesAround(input);
  const schemas = createSchemaSet(known);
  const isWhole = (subject: Subject): boolean => schemas.validate(subject)?.errors.length === 0;
  const { whole, partial } = splitPartials(changedObjects(replaced, heads), around, isWhole);
  return {
    files: files.map(({ read }) => read),
    objects: whole,
    partial,
    kustomizations: kustomizationsIn(around),
    schemas,
    kubernetesVersion: input.kubernetesVersion ?? newestKubernetes,
    levels: input.levels ?? {},
    kinds: createKindTable(kinds),
    policies: { ...validating, problems: [...validating.problems, ...mutating.problems] },
    broughtPolicies: loadBrought(heads, versionOf),
    mutating: mutating.policies,
    known,
    brought: heads,
    shipped,
    replaced,
  };
}

function loadBrought(heads: readonly Subject[], versionOf: VersionOf): LoadedPolicies {
  const { policies, problems } = loadPolicies(heads, versionOf);
  return { policies, problems: [...problems, ...loadMutatingPolicies(heads, versionOf).problems] };
}

/** Objects in files of the base branch that the change leaves as they are. */
function readAround({ files, baseFiles }: JudgeInput): readonly Subject[] {
  const touched = new Set(files.map(({ path }) => path));
  return (baseFiles ?? [])
    .filter(({ path, content }) => !touched.has(path) && isManifest(path, content))
    .flatMap(({ path, content }) => readSubjects(content, path).subjects);
}

function isManifest(path: string, content: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path) && !isTemplate(content, path);
}

const readBefore = new WeakMap<readonly RuleFile[], readonly Subject[]>();

/** The built-in files are the same ones each time. */
function readRules(files: readonly RuleFile[]): readonly Subject[] {
  const known = readBefore.get(files);
  if (known !== undefined) return known;
  const subjects = files.flatMap(({ path, content }) => readSubjects(content, path).subjects);
  readBefore.set(files, subjects);
  return subjects;
}

interface Head {
  readonly read: ReadFile;
  readonly subjects: readonly Subject[];
}

function readHead(file: ChangedFile): Head {
  const { path, content } = file;
  if (content === undefined || !/\.(?:ya?ml|json)$/i.test(path)) {
    return { read: { file, problems: [], template: false }, subjects: [] };
  }
  if (!path.endsWith("json") && isTemplate(content, path)) {
    return { read: { file, problems: [], template: true }, subjects: [] };
  }
  const { subjects, problems } = readSubjects(content, path);
  return { read: { file, problems, template: false }, subjects };
}

function readSubjects(
  content: string,
  path: string,
): { readonly subjects: readonly Subject[]; readonly problems: readonly Problem[] } {
  // A JSON file is of interest only as a manifest: others (with comments, say) have their own rules.
  const isOtherJson =
    /\.json$/i.test(path) && !(content.includes('"apiVersion"') && content.includes('"kind"'));
  if (isOtherJson) return { subjects: [], problems: [] };
  const { documents, problems } = readYaml(content, path);
  return { subjects: documents.flatMap((document) => subjectsOf(document, path)), problems };
}

function subjectsBefore(files: readonly ChangedFile[]): readonly Subject[] {
  return files.flatMap(({ path, baseContent }) =>
    baseContent === undefined || !/\.(?:ya?ml|json)$/i.test(path) || isTemplate(baseContent, path)
      ? []
      : readSubjects(baseContent, path).subjects,
  );
}

/**
 * Objects are matched with what they were by identity, across files: moving one is an update. What the cluster makes
 * a name up for (`generateName`) is another object each time it is applied: always new, and never removed by a file.
 */
function changedObjects(
  replaced: readonly Subject[],
  heads: readonly Subject[],
): readonly ChangedObject[] {
  const before = new Map(
    replaced
      .filter(({ value }) => ownName(value) !== undefined)
      .map((subject) => [identityOf(subject.resource), subject]),
  );
  const kept = new Set<string>();
  const changed = heads.map((subject): ChangedObject => {
    const identity = identityOf(subject.resource);
    const old = before.get(identity);
    if (old === undefined) return { operation: "CREATE", subject };
    kept.add(identity);
    return { operation: "UPDATE", subject, old: old.value };
  });
  const removed = [...before]
    .filter(([identity]) => !kept.has(identity))
    .map(([, subject]): ChangedObject => ({
      operation: "DELETE",
      subject: atTop(subject),
      old: subject.value,
    }));
  return [...changed, ...removed];
}

/** A removed object has no lines any more: what is said of it stands at the top of its file. */
function atTop(subject: Subject): Subject {
  const { path } = subject;
  const top = { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  return { ...subject, locate: () => top, locateKey: () => top, start: () => top };
}
