import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { isMistyped, nearestName } from "../../domain/nearest-name.ts";
import type { Subject } from "../subject.ts";
import type { Inventory, KnownObject } from "./inventory.ts";
import { ingressBackends } from "./named.ts";
import { podTemplateOf, portNames, type PodTemplate } from "./pods.ts";
import { entriesOf } from "./reference.ts";

/** Something about a Service that does not fit what it stands before, or what stands before it. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const workloads = [
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "argoproj.io/Rollout",
  "apps/ReplicaSet",
  "/ReplicationController",
  "/Pod",
];

interface Workload {
  readonly known: KnownObject;
  readonly template: PodTemplate;
}

/**
 * A Service whose selector takes none of the pods beside it, though one has its name or nearly its labels; a target
 * port by name that none of the pods has that it takes.
 */
export function serviceMisfits(service: Subject, inventory: Inventory): readonly Misfit[] {
  const selector = valueAt(service.value, ["spec", "selector"]);
  if (!isJsonObject(selector) || Object.keys(selector).length === 0) return [];
  const beside = inventory.besides(workloads, service).flatMap((known): readonly Workload[] => {
    const template = known.value === undefined ? undefined : podTemplateOf(known.value);
    return template === undefined ? [] : [{ known, template }];
  });
  const taken = beside.filter(({ template }) => takes(selector, template.labels));
  if (taken.length > 0) return portMisfits(service, taken);
  return beside
    .filter((workload) => isMeant(service, selector, workload))
    .slice(0, 1)
    .map(({ known, template }) => selectorMisfit(selector, known, template));
}

/**
 * Another Service beside it that takes the same pods. AKS's deployment safeguards warn of it, too ("Kubernetes cluster
 * services should use unique selectors"): traffic of one is then answered by what was meant for the other. A headless
 * Service beside the one that clients use is the usual pair of a StatefulSet.
 */
export function sharedSelectors(service: Subject, inventory: Inventory): readonly Misfit[] {
  const selector = valueAt(service.value, ["spec", "selector"]);
  if (!isJsonObject(selector) || Object.keys(selector).length === 0 || isHeadless(service.value))
    return [];
  const twin = inventory
    .besides(["/Service"], service)
    .find(
      ({ name, value }) =>
        name !== service.resource.name &&
        value !== undefined &&
        !isHeadless(value) &&
        isSame(valueAt(value, ["spec", "selector"]), selector),
    );
  if (twin === undefined) return [];
  const message = `The Service ${twin.name} has the same selector, so both take the same pods. Give one of them a label of its own, or put the ports of both into one Service.`;
  return [{ path: ["spec", "selector"], message }];
}

function isHeadless(service: JsonObject): boolean {
  return stringAt(service, ["spec", "clusterIP"]) === "None";
}

function isSame(other: Json | undefined, selector: JsonObject): boolean {
  if (!isJsonObject(other)) return false;
  const keys = Object.keys(selector);
  return (
    Object.keys(other).length === keys.length && keys.every((key) => other[key] === selector[key])
  );
}

function takes(selector: JsonObject, labels: JsonObject): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** The same name is a strong sign, unless others make the pods; so is a label with nearly the same value. */
function isMeant(service: Subject, selector: JsonObject, { known, template }: Workload): boolean {
  const makesItsPods = known.kind !== "Rollout" && known.kind !== "Pod";
  if (known.name === service.resource.name && makesItsPods) return true;
  const different = Object.entries(selector).filter(
    ([key, value]) => template.labels[key] !== value,
  );
  return different.every(([key, value]) => {
    const label = template.labels[key];
    return typeof value === "string" && typeof label === "string" && isMistyped(value, label);
  });
}

function selectorMisfit(
  selector: JsonObject,
  { kind, name }: KnownObject,
  { labels }: PodTemplate,
): Misfit {
  const wrong = Object.keys(selector).find((key) => labels[key] !== selector[key]) ?? "";
  const label = labels[wrong];
  const has =
    label === undefined ? `have no label ${wrong}` : `have ${wrong}: ${JSON.stringify(label)}`;
  return {
    path: ["spec", "selector", wrong],
    message: `The selector takes no pods: those of the ${kind} ${name} ${has}.`,
  };
}

function portMisfits(service: Subject, taken: readonly Workload[]): readonly Misfit[] {
  const names = [...new Set(taken.flatMap(({ template }) => portNames(template)))];
  return entriesOf(valueAt(service.value, ["spec", "ports"])).flatMap(([index, port]) => {
    const target = valueAt(port, ["targetPort"]);
    if (typeof target !== "string" || /^\d+$/.test(target) || names.includes(target)) return [];
    const owners = taken.map(({ known }) => `the ${known.kind} ${known.name}`).join(" and ");
    const message = `No container of ${owners} has a port named ${target}.${hint(target, names)}`;
    return [{ path: ["spec", "ports", index, "targetPort"], message }];
  });
}

/** A backend of an Ingress at a port that its Service does not have. */
export function ingressMisfits(ingress: Subject, inventory: Inventory): readonly Misfit[] {
  return ingressBackends(ingress.value).flatMap(({ path, value }) => {
    const name = stringAt(value, ["service", "name"]) ?? "";
    const reference = { path, group: "", kind: "Service", name, told: "near" } as const;
    const services = inventory
      .find(reference, ingress)
      .flatMap(({ value: found }) => (found === undefined ? [] : [found]));
    const [service, ...others] = services;
    // Overlays can hold several Services of a name: then it is not known which one is meant.
    if (service === undefined || others.length > 0) return [];
    return backendMisfit(path, value, service);
  });
}

function backendMisfit(
  path: readonly (string | number)[],
  backend: Json,
  service: JsonObject,
): readonly Misfit[] {
  const ports = entriesOf(valueAt(service, ["spec", "ports"])).map(([, port]) => port);
  const owner = `The Service ${stringAt(service, ["metadata", "name"]) ?? ""}`;
  const number = valueAt(backend, ["service", "port", "number"]);
  const named = stringAt(backend, ["service", "port", "name"]);
  const numbers = ports.map((port) => JSON.stringify(valueAt(port, ["port"])));
  const names = ports.flatMap((port) => stringAt(port, ["name"]) ?? []);
  if (ports.length === 0) return [];
  if (typeof number === "number" && !numbers.includes(String(number))) {
    const message = `${owner} has no port ${number}; it has ${numbers.join(", ")}.`;
    return [{ path: [...path, "service", "port", "number"], message }];
  }
  // The AWS Load Balancer Controller takes this name for what an annotation says.
  if (named !== undefined && named !== "use-annotation" && !names.includes(named)) {
    const message = `${owner} has no port named ${named}.${hint(named, names)}`;
    return [{ path: [...path, "service", "port", "name"], message }];
  }
  return [];
}

/** The nearest name, or all of them where they are few. */
export function hint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== undefined) return ` Did you mean ${near}?`;
  if (known.length === 0 || known.length > 8) return "";
  return known.length === 1 ? ` There is only ${known.join()}.` : ` There are ${known.join(", ")}.`;
}
