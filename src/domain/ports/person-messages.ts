/** Messages to one person, outside of any request. */
export interface PersonMessages {
  /** Sends a message of plain sentences to a Slack user. */
  tell(slackUserId: string, message: string): Promise<void>;
}
