/** How far a step is: one sign each on every surface. */
export type StepState = "done" | "active" | "waiting" | "failed" | "skipped";

/** One line of progress. */
export interface ReportStep {
  readonly state: StepState;
  readonly text: string;
  readonly url?: string;
}

/**
 * What a thread is told, before it becomes Markdown or Block Kit. Texts are plain: the renderer escapes them, so
 * they may hold anything a person typed.
 */
export interface Report {
  readonly requestId: string;
  readonly title: string;
  /** GitHub login and, on Slack, the user to name. */
  readonly requester: { readonly githubLogin: string; readonly slackUserId?: string };
  readonly steps: readonly ReportStep[];
  /** What a person must know or do now. */
  readonly note?: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
}

/** A button under a reply, where the surface has buttons; where not, the text says what to type. */
export interface ReplyButton {
  readonly kind: "approve" | "deny" | "choose" | "promote";
  readonly label: string;
  /** What the button says when it is pressed. */
  readonly value: Readonly<Record<string, string>>;
}

/** A reply: sent once, only when a person must know or act. */
export interface Reply {
  /** What it tells; at most one reply of each kind for a request: `ready`, `failed:<hash>`, `refused`, `waiting:<hash>`. */
  readonly kind: string;
  readonly requestId: string;
  /** Plain sentences, escaped by the renderer. */
  readonly paragraphs: readonly string[];
  /** Shown as code: a command to run or a reference. */
  readonly code?: string;
  readonly buttons?: readonly ReplyButton[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
}
