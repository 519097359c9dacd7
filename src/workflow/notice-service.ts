import type { ServiceInstance } from "../domain/service.ts";
import { runningVersion } from "../delivery/running-version.ts";
import { promoteByRule } from "./promote-by-rule.ts";
import type { InboundPayload } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { runningServices } from "./services.ts";
import { tellHealth } from "./tell-health.ts";

/**
 * Something changed in what runs of a service in an environment: a version that is healthy is remembered, so that a
 * rollback can choose it; the thread of the last promotion hears when it gets worse and when it is well again; and what
 * is healthy long enough goes on by the rules.
 */
export async function noticeService(
  ports: Ports,
  { service: name, environment }: InboundPayload<"service.changed">,
): Promise<void> {
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const { services } = runningServices(ports, platform);
  const service = services.find((one) => one.name === name);
  const instance = service?.instances.find((one) => one.environment === environment);
  if (service === undefined || instance === undefined) return;
  await rememberHealthy(ports, instance);
  await tellHealth(ports, instance);
  await promoteByRule(ports, { platform, service, environment });
}

async function rememberHealthy(
  ports: Ports,
  { service, environment, deployer }: ServiceInstance,
): Promise<void> {
  const view = ports.cluster?.view;
  const running = view === undefined ? undefined : runningVersion(deployer, view);
  if (running?.health !== "healthy" || running.sync !== "synced") return;
  const { revision, images, since } = running;
  if (revision === undefined) return;
  await ports.store.versions.note({
    service,
    environment,
    revision,
    images,
    healthyAt: since ?? ports.clock.now().toISOString(),
  });
}
