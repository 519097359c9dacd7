/** Message metadata that lets a later run find what an earlier one posted (docs.slack.dev/messaging/message-metadata). */
export interface MessageMark {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string>>;
}

export function requestMark(requestId: string): MessageMark {
  return { event_type: "causeway_request", event_payload: { request_id: requestId } };
}

export function replyMark(requestId: string, kind: string): MessageMark {
  return { event_type: "causeway_reply", event_payload: { request_id: requestId, kind } };
}
