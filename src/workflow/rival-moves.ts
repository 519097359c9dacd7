import type { RequestRecord, ServiceRecord } from "../domain/request.ts";
import { isServiceRecord } from "../domain/request.ts";
import { inbound, requestKey } from "./inbound.ts";
import type { Ports } from "./ports.ts";

/**
 * The move that must end first: of one service into one environment, one is carried at a time, in the order in which
 * they were asked. A rollback waits for no promotion: it goes first, and open promotions wait for it.
 */
export async function moveAhead(
  ports: Pick<Ports, "store">,
  record: ServiceRecord,
): Promise<ServiceRecord | undefined> {
  const rivals = await rivalsOf(ports, record);
  return rivals.find((rival) => isAhead(rival, record));
}

/** The rollback that an open promotion waits for. */
export async function rollbackUnderWay(
  ports: Pick<Ports, "store">,
  record: ServiceRecord,
): Promise<ServiceRecord | undefined> {
  if (record.request.kind === "rollback") return undefined;
  const rivals = await rivalsOf(ports, record);
  return rivals.find(({ request }) => request.kind === "rollback");
}

/** Asks for a fresh look at what waited for a move that ended. A repeated call does nothing. */
export async function advanceRivals(ports: Ports, record: ServiceRecord): Promise<void> {
  const receivedAt = ports.clock.now().toISOString();
  for (const rival of await rivalsOf(ports, record)) {
    const requestId = rival.request.id;
    const about = {
      id: `ended:${record.request.id}:${record.state}:${requestId}`,
      key: requestKey(requestId),
      receivedAt,
    };
    await ports.store.inbox.accept(inbound("request.advance", { requestId }, about));
  }
}

/** A move that failed holds nobody up: a person mends it by another one. */
const underWay: ReadonlySet<RequestRecord["state"]> = new Set(["asked", "open", "merged"] as const);

/** Whether others may go on after this record: it holds none up any more. */
export function holdsNobodyUp({ state }: RequestRecord): boolean {
  return !underWay.has(state);
}

async function rivalsOf(
  ports: Pick<Ports, "store">,
  { request }: ServiceRecord,
): Promise<readonly ServiceRecord[]> {
  const unfinished = await ports.store.requests.listUnfinished();
  return unfinished
    .filter(isServiceRecord)
    .filter(
      (other) =>
        other.request.id !== request.id &&
        underWay.has(other.state) &&
        other.request.service === request.service &&
        other.request.environment === request.environment,
    );
}

function isAhead(rival: ServiceRecord, record: ServiceRecord): boolean {
  const [theirs, ours] = [rival.request, record.request];
  if (theirs.kind !== ours.kind) return theirs.kind === "rollback";
  if (rival.state !== "asked") return true;
  return theirs.askedAt === ours.askedAt ? theirs.id < ours.id : theirs.askedAt < ours.askedAt;
}
