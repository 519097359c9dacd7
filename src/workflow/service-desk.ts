import type { GivenDecision, ServiceDesk } from "../domain/ports/service-desk.ts";
import type { Person, RequestRecord } from "../domain/request.ts";
import { changeHold } from "./change-hold.ts";
import { identify, senderName } from "./identify.ts";
import { inbound, requestKey, type InboundName, type InboundPayload } from "./inbound.ts";
import { isRequester, mayDecide, mayNotDecide, ownApproval } from "./may-decide.ts";
import type { Ports } from "./ports.ts";
import { readStatus } from "./read-status.ts";
import { runningServices, unknownService } from "./services.ts";

/** Answers about services, and keeps what people decide about them. */
export function createServiceDesk(ports: Ports): ServiceDesk {
  return {
    status: (asked) => statusOf(ports, asked),
    decide: (decision) => decide(ports, decision),
    changeHold: (change, by) => changeHold(ports, change, by),
  };
}

async function statusOf(
  ports: Ports,
  asked: string | undefined,
): ReturnType<ServiceDesk["status"]> {
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const { services } = runningServices(ports, platform);
  const isEnvironment = platform.environments.some(({ name }) => name === asked);
  const wanted =
    asked === undefined || isEnvironment ? services : services.filter(({ name }) => name === asked);
  if (wanted.length === 0) {
    return { kind: "unknown", message: unknownService(asked ?? "", services) };
  }
  const statuses = await readStatus(ports, wanted);
  return {
    kind: "status",
    statuses: isEnvironment
      ? statuses.filter(({ environment }) => environment === asked)
      : statuses,
  };
}

async function decide(ports: Ports, decision: GivenDecision): Promise<string> {
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const person = await identify(ports, platform, decision.sender);
  if (person === undefined) {
    return `${senderName(decision.sender)} is not linked to a GitHub login yet, so this does not count. Type /platform link first.`;
  }
  const record = await ports.store.requests.find(decision.requestId);
  const over = whyOver(record, decision);
  if (record === undefined || over !== undefined) return over ?? unknownRequest;
  const { githubLogin: login } = person;
  if (decision.choice.kind === "approve") {
    return isRequester(record, login) ? ownApproval : keep(ports, decision, person);
  }
  if (!(await mayDecide(ports, record, login))) return mayNotDecide(login, record);
  return keep(ports, decision, person);
}

const unknownRequest = "That request is not known any more.";

/** What a button says that is not of today any more. */
function whyOver(record: RequestRecord | undefined, { choice }: GivenDecision): string | undefined {
  if (record === undefined) return unknownRequest;
  if (choice.kind === "choose") {
    return record.question === undefined ? "That question was answered already." : undefined;
  }
  if (record.state !== "open") return "That request is not open any more, so nothing was changed.";
  if (choice.kind === "approve" && record.pullRequest?.headSha !== choice.headSha) {
    return "The pull request has changed since, so this yes is for a commit that will not be merged. Look at it again and approve the newest message.";
  }
  return undefined;
}

async function keep(
  ports: Ports,
  { eventId, requestId, choice, receivedAt }: GivenDecision,
  { githubLogin: login }: Person,
): Promise<string> {
  const about = { id: eventId, key: requestKey(requestId), receivedAt };
  const store = async <Name extends InboundName>(
    name: Name,
    payload: InboundPayload<Name>,
  ): Promise<void> => {
    await ports.store.inbox.accept(inbound(name, payload as never, about));
  };
  switch (choice.kind) {
    case "approve": {
      const { headSha } = choice;
      await store("request.approved", {
        requestId,
        login,
        source: "slack",
        headSha,
        at: receivedAt,
      });
      return `Noted: ${login} approves. Who may approve is in the message above.`;
    }
    case "deny":
      await store("request.denied", { requestId, login, reason: choice.reason });
      return `Noted: ${login} says no.`;
    case "choose":
      await store("request.chosen", { requestId, login, choice: choice.option });
      return "Noted. It goes on with that.";
  }
}
