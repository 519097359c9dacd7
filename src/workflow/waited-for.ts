import { runningVersion } from "../delivery/running-version.ts";
import { objectKey, type ObjectRef } from "../domain/kubernetes.ts";
import { isServiceRecord, type RequestRecord } from "../domain/request.ts";
import type { Ports } from "./ports.ts";
import { runningServices } from "./services.ts";

/** What a promotion or rollback that can't go on waits for: a moment, and what runs of its service. */
export interface WaitedFor {
  readonly until: Date | undefined;
  readonly service: string;
  /** What ran in all environments of the service when the request was looked at last. */
  readonly running: string;
  /** Whether a change of an object in the cluster can end the wait. */
  concerns(ref: ObjectRef): boolean;
}

/** Undefined for a request that waits for nothing that the clock or the cluster brings. */
export function waitsFor(ports: Ports, record: RequestRecord): WaitedFor | undefined {
  if (!isServiceRecord(record) || record.decision?.kind !== "wait") return undefined;
  if (record.state !== "asked" && record.state !== "open") return undefined;
  const { until } = record.decision;
  const { service } = record.request;
  const deployers = deployerKeys(ports, service);
  return {
    until: until === undefined ? undefined : new Date(until),
    service,
    running: runningNow(ports, service),
    concerns: (ref) => deployers.has(objectKey(ref)),
  };
}

/** Whether the moment has come or something else runs now. */
export function waitHasChanged(ports: Ports, waited: WaitedFor): boolean {
  if (waited.until !== undefined && waited.until <= ports.clock.now()) return true;
  return runningNow(ports, waited.service) !== waited.running;
}

function instancesOf(ports: Ports, name: string) {
  const platform = ports.configuration.current()?.platform;
  if (platform === undefined) return [];
  const { services } = runningServices(ports, platform);
  return services.find((service) => service.name === name)?.instances ?? [];
}

function deployerKeys(ports: Ports, service: string): ReadonlySet<string> {
  return new Set(instancesOf(ports, service).map(({ deployer }) => objectKey(deployer)));
}

function runningNow(ports: Ports, service: string): string {
  const view = ports.cluster?.view;
  if (view === undefined) return "";
  return JSON.stringify(
    instancesOf(ports, service).map(({ environment, deployer }) => {
      const running = runningVersion(deployer, view);
      return [environment, running?.revision, running?.health, running?.sync, running?.images];
    }),
  );
}
