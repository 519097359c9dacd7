import type { Platform } from "../domain/platform.ts";
import type { ServiceRequest } from "../domain/request.ts";
import type { Service, ServiceInstance } from "../domain/service.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { unknownService } from "./services.ts";

/** What a promotion or rollback is about, found among the services that run. */
export type LocatedMove =
  | {
      readonly kind: "located";
      readonly service: Service;
      readonly to: ServiceInstance;
      /** The instance that a promotion takes from; undefined for a rollback. */
      readonly from?: ServiceInstance;
    }
  | { readonly kind: "refused"; readonly message: string };

type Move = Pick<ServiceRequest, "kind" | "service" | "environment">;

/**
 * Finds the instances of a service that a move is between. A promotion takes from the nearest earlier environment in
 * which the service runs at all: a service without staging goes from dev to production.
 */
export function locateMove(
  platform: Platform,
  services: readonly Service[],
  { kind, service: name, environment }: Move,
): LocatedMove {
  const order = platform.environments.map((one) => one.name);
  if (!order.includes(environment)) return refuse(unknownEnvironment(environment, order));
  const service = services.find((one) => one.name === name);
  if (service === undefined) return refuse(unknownService(name, services));
  const to = service.instances.find((one) => one.environment === environment);
  if (to === undefined) return refuse(notThere(service, environment));
  if (kind === "rollback") return { kind: "located", service, to };
  const from = earlier(service, order, environment);
  if (from === undefined) {
    const first = `${environment} is the first environment of ${name}, so there is none to promote from.`;
    return refuse(`${first} What runs there comes from its own pull requests.`);
  }
  return { kind: "located", service, to, from };
}

function refuse(message: string): LocatedMove {
  return { kind: "refused", message };
}

function earlier(
  { instances }: Service,
  order: readonly string[],
  environment: string,
): ServiceInstance | undefined {
  const before = order.slice(0, order.indexOf(environment));
  return before
    .toReversed()
    .map((name) => instances.find((one) => one.environment === name))
    .find((instance) => instance !== undefined);
}

function notThere({ name, instances }: Service, environment: string): string {
  const where = instances.map((one) => one.environment).join(", ");
  return `${name} does not run in ${environment} yet: no Application, Kustomization or HelmRelease brings it there. It runs in: ${where}. Add one for ${environment} first; docs/promotion.md says how it is found.`;
}

function unknownEnvironment(name: string, order: readonly string[]): string {
  const near = nearestName(name, order, 2);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no environment "${name}" in platform.yaml.${hint} The environments are: ${order.join(", ")}.`;
}
