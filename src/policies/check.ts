import type { ChangedFile, JudgeInput, PolicyResult } from "../domain/guardrail.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import type { LoadedMutatingPolicy } from "./admission/load-mutating.ts";
import type { LoadedPolicies } from "./admission/load.ts";
import type { KindTable } from "./kinds.ts";
import type { PartialObject } from "./partials/split.ts";
import type { SchemaSet } from "./schemas/schema-set.ts";
import type { Subject } from "./subject.ts";

/** One object of the change, with what it was before. */
export interface ChangedObject {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  /** As it will be; for a DELETE as it was. */
  readonly subject: Subject;
  readonly old?: JsonObject;
}

/** A file of the change that was read. */
export interface ReadFile {
  readonly file: ChangedFile;
  /** Why parts of it could not be read. */
  readonly problems: readonly Problem[];
  /** A template that only becomes YAML when it is rendered: nothing in it is judged. */
  readonly template: boolean;
}

/** What every check gets: the change as objects, and the rules of the base branch. */
export interface JudgedChange {
  readonly files: readonly ReadFile[];
  readonly objects: readonly ChangedObject[];
  /** What looks like an object and is only a part of one, or none: patches, kustomizations, data. */
  readonly partial: readonly PartialObject[];
  /** The kustomizations of the change and around it, those without apiVersion and kind too. */
  readonly kustomizations: readonly Subject[];
  readonly schemas: SchemaSet;
  /** The Kubernetes version of the cluster, such as `1.34`. */
  readonly kubernetesVersion: string;
  /** What the platform team sets guardrails to. */
  readonly levels: NonNullable<JudgeInput["levels"]>;
  readonly kinds: KindTable;
  readonly policies: LoadedPolicies;
  /** The policies that the change itself brings, and what is wrong with them: they judge nothing yet. */
  readonly broughtPolicies: LoadedPolicies;
  /** What the cluster would change of its own accord. What is wrong with them is among the problems of `policies`. */
  readonly mutating: readonly LoadedMutatingPolicy[];
  /** Everything in the rules, in other files of the base branch and in the change that may be looked up. */
  readonly known: readonly Subject[];
  /** Those of them that are in the change's own files: they never stand in place of others. */
  readonly brought: readonly Subject[];
  /** The objects beside the policies that ship: others of the same name stand in their place. */
  readonly shipped: readonly Subject[];
  /** The objects of the change's files as the base branch has them. */
  readonly replaced: readonly Subject[];
}

/** Everything that policies may look up as the base branch has it: no change makes its own judge weaker. */
export function baseObjects({ known, brought, replaced }: JudgedChange): readonly Subject[] {
  const own = new Set(brought);
  return [...known.filter((subject) => !own.has(subject)), ...replaced];
}

/** One kind of guardrail. A new one is one file and one entry in the list in judge-change.ts. */
export interface Check {
  readonly name: string;
  run(change: JudgedChange): Iterable<PolicyResult> | Promise<Iterable<PolicyResult>>;
}
