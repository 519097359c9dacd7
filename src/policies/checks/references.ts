import { posix } from "node:path";
import type { PolicyOutcome, PolicyResult } from "../../domain/guardrail.ts";
import { isMistyped } from "../../domain/nearest-name.ts";
import type { Check, JudgedChange } from "../check.ts";
import { createInventory, type Inventory, type KnownObject } from "../references/inventory.ts";
import { referencesOf } from "../references/named.ts";
import type { Reference } from "../references/reference.ts";
import {
  hint,
  ingressMisfits,
  serviceMisfits,
  sharedSelectors,
  type Misfit,
} from "../references/services.ts";
import { resultOn, type Subject } from "../subject.ts";

/**
 * Names that stand for other objects. A cluster may hold what no file does, so this only warns, and is silent where it
 * can't know; only what two files of one folder surely say against each other is denied.
 */
export const referencesCheck: Check = {
  name: "references",
  *run(change) {
    const inventory = createInventory(allKnown(change));
    for (const { subject, operation } of change.objects) {
      if (operation === "DELETE" || isInChart(subject)) continue;
      for (const reference of referencesOf(subject.value)) {
        yield* resolve(subject, reference, inventory);
      }
      yield* servicesOf(change, subject, inventory);
    }
  },
};

function* allKnown(change: JudgedChange): Iterable<Subject> {
  yield* change.known;
  yield* change.kustomizations;
}

/** Names in a chart are only whole when it is rendered. */
function isInChart({ path }: Subject): boolean {
  return /(?:^|\/)templates\//.test(path);
}

function* resolve(
  subject: Subject,
  reference: Reference,
  inventory: Inventory,
): Iterable<PolicyResult> {
  const { kind, name, path, told } = reference;
  if (isMadeByKubernetes(kind, name) || inventory.find(reference, subject).length > 0) return;
  const candidates = [...new Set(inventory.candidates(reference, subject).map(nameOf))];
  const mistyped = candidates.some((candidate) => isMistyped(name, candidate));
  if (candidates.length === 0 || (told === "near" && !mistyped)) return;
  const message = `No file has the ${kind} ${name}.${hint(name, candidates)}`;
  yield resultAt(subject, path, "warn", message);
}

function nameOf({ name }: KnownObject): string {
  return name;
}

/** Each namespace has these, and each cluster has the roles. */
function isMadeByKubernetes(kind: string, name: string): boolean {
  switch (kind) {
    case "ServiceAccount":
      return name === "default";
    case "ConfigMap":
      return name === "kube-root-ca.crt";
    case "ClusterRole":
      return /^(?:system:.*|cluster-admin|admin|edit|view)$/.test(name);
    default:
      return false;
  }
}

function* servicesOf(
  change: JudgedChange,
  subject: Subject,
  inventory: Inventory,
): Iterable<PolicyResult> {
  const { apiVersion, kind } = subject.resource;
  if (apiVersion === "v1" && kind === "Service") {
    for (const { path, message } of serviceMisfits(subject, inventory)) {
      const sure = path.at(-1) === "targetPort" && !isOverlaid(change, subject);
      yield resultAt(subject, path, sure ? "deny" : "warn", message);
    }
    for (const { path, message } of sharedSelectors(subject, inventory)) {
      yield resultAt(subject, path, "warn", message);
    }
  }
  if (apiVersion === "networking.k8s.io/v1" && kind === "Ingress") {
    for (const { path, message } of ingressMisfits(subject, inventory)) {
      yield resultAt(subject, path, "warn", message);
    }
  }
}

/** Where Kustomize renders a folder, a patch somewhere else can add what is not here. */
function isOverlaid(change: JudgedChange, { path }: Subject): boolean {
  const folder = posix.dirname(path);
  return change.kustomizations.some((other) => posix.dirname(other.path) === folder);
}

function resultAt(
  subject: Subject,
  path: Misfit["path"],
  outcome: PolicyOutcome,
  message: string,
): PolicyResult {
  const location = subject.locate(path);
  return resultOn(subject, { policy: "references", validation: "resolved" }, outcome, {
    message,
    location,
  });
}
