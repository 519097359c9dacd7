import { runningVersion } from "../delivery/running-version.ts";
import { assessService } from "../delivery/assess-service.ts";
import { isServiceRecord, type MessageRef, type ServiceRecord } from "../domain/request.ts";
import type { ServiceInstance } from "../domain/service.ts";
import { degradedReply, recoveredReply, tellsOf } from "../report/health-replies.ts";
import type { Ports } from "./ports.ts";
import { repositoryAddress, repositoryOf } from "./pull-request-of.ts";
import { answer } from "./tell.ts";

type Told = ServiceRecord & { readonly message: MessageRef };

/**
 * What was brought and ran gets worse: its thread hears it once, with the cause, and once when it is well again. Only the
 * newest promotion or rollback is told, and only while its version is what runs.
 */
export async function tellHealth(
  ports: Ports,
  { service, environment, deployer }: ServiceInstance,
): Promise<void> {
  const view = ports.cluster?.view;
  const record = await ports.store.requests.findLatestMove(service, environment);
  if (view === undefined || record?.state !== "ready" || !isServiceRecord(record)) return;
  const { message, mergeCommitSha, mergedAt, move } = record;
  if (message === undefined || mergeCommitSha === undefined || move === undefined) return;
  if (mergedAt === undefined) return;
  const running = runningVersion(deployer, view);
  const told = { ...record, message };
  const { isDegraded } = tellsOf(record);
  if (running?.health === "healthy" && isDegraded) return reply(ports, told, recoveredReply(told));
  if (running?.health !== "degraded" && running?.health !== "missing") return;
  const { settleSeconds, deadlineSeconds } = ports.settings;
  const repository = repositoryOf(ports, record);
  const delivery = assessService(
    {
      deployer,
      commitSha: mergeCommitSha,
      descendants: new Set([mergeCommitSha]),
      repositoryUrl: repositoryAddress(ports, repository),
      mergedAt,
    },
    view,
    { now: ports.clock.now(), settings: { settleSeconds, deadlineSeconds } },
  );
  if (delivery.state !== "unhealthy" || isDegraded) return;
  const about = { message: running.message, cause: delivery.cause };
  return reply(ports, told, degradedReply(told, about));
}

async function reply(
  ports: Ports,
  record: Told,
  text: Parameters<typeof answer>[2]["replies"][number],
): Promise<void> {
  const conversation = ports.conversation(record.thread.surface);
  if (conversation !== undefined) await answer(ports, conversation, { record, replies: [text] });
}
