import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service, ServiceInstance } from "../../domain/service.ts";
import { fileSetOf } from "../../yaml/file-set.ts";
import type { EditPlan } from "./edit-plan.ts";
import { isCommit } from "./fixed-revision.ts";
import { counterpartsOf, isSameRepository } from "./match.ts";
import { planEdits } from "./plan-edits.ts";
import type { Versioned } from "./versioned.ts";
import { versionsOf } from "./versions-of.ts";

export interface PromotionInput {
  readonly service: Service;
  readonly from: {
    readonly instance: ServiceInstance;
    /** The tree at the revision that runs there, or the head of the default branch. */
    readonly files: readonly RepositoryFile[];
    /** The commit that runs there, when it is known: what a branch stands for. */
    readonly revision?: string;
  };
  readonly to: {
    readonly instance: ServiceInstance;
    /** The head of the default branch: what is edited. */
    readonly files: readonly RepositoryFile[];
  };
  /** The ids of the options that a person chose, of all questions so far. */
  readonly choices?: readonly string[];
}

/**
 * The edits that give one environment the versions of another, and change nothing else: what is no version (replicas,
 * hosts, resources) is never looked at. Images are matched by name; one that `from` does not carry is left and named.
 */
export function planPromotion(input: PromotionInput): EditPlan {
  const { service, from, to, choices = [] } = input;
  if (from.instance.environment === to.instance.environment) {
    const message = `${service.name} can't be promoted from ${to.instance.environment} to itself. Name two environments.`;
    return { kind: "refused", message };
  }
  const files = fileSetOf(to.files);
  const current = versionsOf(to.instance, files);
  const written = versionsOf(from.instance, fileSetOf(from.files));
  const wanted = [...written, ...runningCommit(input, current, written)];
  const words = { from: from.instance.environment, to: to.instance.environment };
  if (wanted.length === 0 && current.length === 0) {
    const message = onlyBranches(input);
    if (message !== undefined) return { kind: "refused", message };
  }
  const others = service.instances.filter(({ environment }) => environment !== words.to);
  return planEdits({
    wanted,
    instance: to.instance,
    source: from.instance,
    files,
    others,
    choices,
    words,
    isReturn: false,
  });
}

/** An environment that follows a branch has the commit that runs there as its version, for one that is held at a commit. */
function runningCommit(
  { from }: PromotionInput,
  current: readonly Versioned[],
  written: readonly Versioned[],
): readonly Versioned[] {
  const { revision } = from;
  if (revision === undefined) return [];
  return current.flatMap((thing): readonly Versioned[] => {
    const [part] = thing.parts;
    if (thing.kind !== "revision" || part === undefined || !isCommit(part.leaf.text)) return [];
    if (counterpartsOf(thing, written).length > 0) return [];
    const { sources } = from.instance;
    if (!sources.some(({ repository }) => isSameRepository(repository, thing.names))) return [];
    const leaf = { kind: "leaf", value: revision, text: revision } as const;
    return [{ ...thing, parts: [{ aspect: "revision", leaf }] }];
  });
}

/** Says why nothing can be promoted where both sides follow a branch. */
function onlyBranches({ service, from, to }: PromotionInput): string | undefined {
  const revisions = [from, to].map(({ instance }) =>
    instance.sources
      .filter(({ chart }) => chart === undefined)
      .map(({ targetRevision }) => targetRevision ?? "the default branch"),
  );
  const [a, b] = revisions.map((all) => [...new Set(all)].join(", "));
  if (a === undefined || a === "" || b === undefined || b === "") return undefined;
  const [one, two] = [from.instance.environment, to.instance.environment];
  const follow =
    a === b
      ? `${one} and ${two} both follow ${a}, so a commit there reaches both at once`
      : `${one} follows ${a} and ${two} follows ${b}`;
  return `${follow}, and no file says which version of ${service.name} each of them has. To promote it, write the version where each environment has a file of its own: the image's tag under images in its kustomization.yaml or in its values file, or a tag or a commit as the targetRevision of its Application.`;
}
