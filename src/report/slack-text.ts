import { oneLine, zeroWidthSpace } from "../templates/untrusted-text.ts";

/**
 * Text for a place that Slack reads as mrkdwn: the fallback `text` of a message. `&`, `<` and `>` become entities, as
 * docs.slack.dev/messaging/formatting-message-text asks, so `<!channel>` and `<@U…>` are only letters. The zero-width
 * space keeps clients that find names (`link_names`) and formatting signs from acting on what a person typed.
 */
export function escapeMrkdwn(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", `@${zeroWidthSpace}`)
    .replaceAll(/[*_~`]/g, `${zeroWidthSpace}$&${zeroWidthSpace}`);
}
