import type { Directory, Fault, OpenView, SeenMessage } from "./protocol.ts";

/** Everything that the front keeps beside the emulator's own store. Mutable: it is the emulated Slack's memory. */
export interface FrontState {
  readonly directory: Directory;
  /** Channel ids where the bot is a member. */
  readonly botChannels: Set<string>;
  readonly archived: Set<string>;
  readonly messages: SeenMessage[];
  /** Modals that are open, newest last. */
  views: OpenView[];
  readonly faults: { left: number; readonly fault: Fault }[];
  /** Web API calls that came, by method. */
  readonly calls: Map<string, number>;
  /** For whom each trigger id was made. */
  readonly triggerUsers: Map<string, string>;
  appUrl: string;
  /** Where this Slack is itself: response URLs lead there. */
  ownUrl: string;
  /** Who waits for what the app sends to a response URL, by its id. */
  readonly responses: Map<string, (message: unknown) => void>;
}

export function findSeen(state: FrontState, channel: string, ts: string): SeenMessage | undefined {
  return state.messages.find((message) => message.channel === channel && message.ts === ts);
}

/** The next fault that applies to a method, used up by this call. */
export function takeFault(state: FrontState, method: string): Fault | undefined {
  const entry = state.faults.find(
    ({ left, fault }) => left > 0 && (fault.method ?? method) === method,
  );
  if (entry === undefined) return undefined;
  entry.left -= 1;
  return entry.fault;
}
