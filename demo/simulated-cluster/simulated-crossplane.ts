import { createHash } from "node:crypto";
import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../src/domain/json.ts";
import {
  conditionsOf,
  groupOf,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../src/domain/kubernetes.ts";
import { now, type ObjectStore } from "./object-store.ts";
import { patchedBase } from "./patches.ts";
import { entriesOf } from "./served-kinds.ts";

export interface SimulatedCrossplaneOptions {
  readonly store: ObjectStore;
  /** XRDs and Compositions that are installed now. */
  readonly definitions: () => readonly KubernetesObject[];
  /** What the provider answers for a claim's name, or undefined when all is well. */
  readonly failureFor: (claimName: string) => string | undefined;
  /** Waits one step; false when the cluster stops. */
  readonly step: () => Promise<boolean>;
}

/** Whether Crossplane acts on an object: it is a claim of an XRD that is installed. */
export function isClaim(options: SimulatedCrossplaneOptions, object: KubernetesObject): boolean {
  return xrdOf(options, object) !== undefined;
}

/**
 * Brings a claim one round nearer to ready: makes its composite and the managed resources of the Composition, and sets
 * the conditions in the order in which Crossplane and a provider do. Safe to run again at any time.
 */
export async function reconcileClaim(
  options: SimulatedCrossplaneOptions,
  claimRef: ObjectRef,
): Promise<void> {
  const { store } = options;
  const claim = store.get(claimRef);
  const xrd = claim === undefined ? undefined : xrdOf(options, claim);
  if (claim === undefined || xrd === undefined) return;
  const compositeKind = stringAt(xrd, ["spec", "names", "kind"]) ?? "";
  const composition = options
    .definitions()
    .find((one) => stringAt(one, ["spec", "compositeTypeRef", "kind"]) === compositeKind);
  const composite = ensureComposite(store, claim, { compositeKind, composition });
  begin(store, claimRef, waiting("Claim is waiting for composite resource to become Ready"));
  if (!(await options.step())) return;
  const entries = entriesOf(valueAt(composition, ["spec", "resources"]));
  if (composition === undefined || entries.length === 0) {
    const message = `cannot select Composition: no compatible Compositions found for ${compositeKind}`;
    setConditions(store, refOf(composite), [syncError(message)]);
    return;
  }
  const managed = entries.map((entry) => ensureManaged(store, composite, entry));
  refer(store, composite, managed);
  const names = entries.map((entry) => stringAt(entry, ["name"]) ?? "").join(", ");
  begin(store, refOf(composite), creating(`Unready resources: ${names}`));
  for (const one of managed) begin(store, refOf(one), creating());
  if (!(await options.step())) return;
  const failure = options.failureFor(claim.metadata.name);
  if (failure !== undefined) {
    for (const one of managed) setConditions(store, refOf(one), [syncError(failure), creating()]);
    return;
  }
  for (const one of managed) setConditions(store, refOf(one), [synced(), available()]);
  if (!(await options.step())) return;
  setConditions(store, refOf(composite), [synced(), available()]);
  if (!(await options.step())) return;
  setConditions(store, claimRef, [synced(), available()]);
}

/** Removes what a claim was made into, when the claim is gone. */
export function removeComposite(store: ObjectStore, claim: KubernetesObject): void {
  const reference = valueAt(claim, ["spec", "resourceRef"]);
  const composite = store.get(referenced(reference));
  if (composite === undefined) return;
  for (const entry of entriesOf(valueAt(composite, ["spec", "resourceRefs"]))) {
    store.remove(referenced(entry));
  }
  store.remove(refOf(composite));
}

function referenced(reference: Json | undefined): ObjectRef {
  const text = (key: string): string => stringAt(reference, [key]) ?? "";
  return { group: groupOf(text("apiVersion")), kind: text("kind"), name: text("name") };
}

function xrdOf(
  options: SimulatedCrossplaneOptions,
  object: KubernetesObject,
): KubernetesObject | undefined {
  return options
    .definitions()
    .find(
      (one) =>
        one.kind === "CompositeResourceDefinition" &&
        stringAt(one, ["spec", "group"]) === groupOf(object.apiVersion) &&
        stringAt(one, ["spec", "claimNames", "kind"]) === object.kind,
    );
}

function ensureComposite(
  store: ObjectStore,
  claim: KubernetesObject,
  about: { readonly compositeKind: string; readonly composition: KubernetesObject | undefined },
): KubernetesObject {
  const { apiVersion, metadata } = claim;
  const spec = isJsonObject(claim["spec"]) ? claim["spec"] : {};
  const { resourceRef: _resourceRef, compositeDeletePolicy: _policy, ...asked } = spec;
  const name = `${metadata.name}-${suffix(metadata.uid ?? metadata.name)}`;
  const reference = { apiVersion, kind: about.compositeKind, name };
  const compositionRef = { name: about.composition?.metadata.name ?? "" };
  store.put({
    ...claim,
    spec: { ...spec, compositeDeletePolicy: "Background", compositionRef, resourceRef: reference },
  });
  const before = store.get(referenced(reference));
  const claimRef = {
    apiVersion,
    kind: claim.kind,
    name: metadata.name,
    namespace: metadata.namespace,
  };
  const resourceRefs = valueAt(before, ["spec", "resourceRefs"]);
  return store.put({
    ...before,
    apiVersion,
    kind: about.compositeKind,
    metadata: { ...before?.metadata, name, labels: labelsOf(claim, name) },
    spec: {
      ...asked,
      claimRef,
      compositionRef,
      ...(resourceRefs === undefined ? {} : { resourceRefs }),
    },
  });
}

function ensureManaged(
  store: ObjectStore,
  composite: KubernetesObject,
  entry: Json,
): KubernetesObject {
  const { labels, name: compositeName } = composite.metadata;
  const made = patchedBase(entry, composite);
  const resourceName = stringAt(entry, ["name"]) ?? "";
  const name = `${compositeName}-${suffix(resourceName)}`;
  const apiVersion = stringAt(made, ["apiVersion"]) ?? "";
  const kind = stringAt(made, ["kind"]) ?? "";
  const before = store.get({ group: groupOf(apiVersion), kind, name });
  const annotations = {
    "crossplane.io/composition-resource-name": resourceName,
    "crossplane.io/external-name": name,
  };
  const metadata = {
    ...before?.metadata,
    name,
    annotations,
    ...(labels === undefined ? {} : { labels }),
  };
  return store.put({ ...before, ...made, apiVersion, kind, metadata });
}

function refer(
  store: ObjectStore,
  composite: KubernetesObject,
  managed: readonly KubernetesObject[],
): void {
  const current = store.get(refOf(composite)) ?? composite;
  const spec = isJsonObject(current["spec"]) ? current["spec"] : {};
  const resourceRefs = managed.map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
  }));
  store.put({ ...current, spec: { ...spec, resourceRefs } });
}

function labelsOf(claim: KubernetesObject, composite: string): { readonly [key: string]: string } {
  return {
    "crossplane.io/claim-name": claim.metadata.name,
    "crossplane.io/claim-namespace": claim.metadata.namespace ?? "",
    "crossplane.io/composite": composite,
  };
}

/** Five characters that look like the API server's, the same each time for the same text. */
function suffix(text: string): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  const digest = createHash("sha256").update(text).digest();
  return [...digest.subarray(0, 5)].map((byte) => letters[byte % letters.length] ?? "b").join("");
}

/** The first conditions of an object; one that has some keeps them until there is news. */
function begin(store: ObjectStore, ref: ObjectRef, ready: JsonObject): void {
  const object = store.get(ref);
  if (object !== undefined && conditionsOf(object).length === 0) {
    setConditions(store, ref, [synced(), ready]);
  }
}

function setConditions(store: ObjectStore, ref: ObjectRef, wanted: readonly JsonObject[]): void {
  const object = store.get(ref);
  if (object === undefined) return;
  const { generation } = object.metadata;
  const before = conditionsOf(object);
  const conditions = wanted.map((condition) => {
    const old = before.find(({ type }) => type === condition["type"]);
    const isSame =
      old !== undefined &&
      old.status === condition["status"] &&
      old.reason === condition["reason"] &&
      old.message === condition["message"];
    const lastTransitionTime = (isSame ? old.lastTransitionTime : undefined) ?? now();
    return { ...condition, lastTransitionTime, observedGeneration: generation };
  });
  const status = isJsonObject(object["status"]) ? object["status"] : {};
  store.put({ ...object, status: { ...status, conditions } });
}

function synced(): JsonObject {
  return { type: "Synced", status: "True", reason: "ReconcileSuccess" };
}

function syncError(message: string): JsonObject {
  return { type: "Synced", status: "False", reason: "ReconcileError", message };
}

function available(): JsonObject {
  return { type: "Ready", status: "True", reason: "Available" };
}

function creating(message?: string): JsonObject {
  const said = message === undefined ? {} : { message };
  return { type: "Ready", status: "False", reason: "Creating", ...said };
}

function waiting(message: string): JsonObject {
  return { type: "Ready", status: "False", reason: "Waiting", message };
}
