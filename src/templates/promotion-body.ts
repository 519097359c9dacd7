import { ownTemplate } from "./render.ts";

/** A promotion's or a rollback's pull request, in words a reviewer wants. Every text is Markdown already. */
export type PromotionBodyParts = {
  readonly requester: string;
  /** What is asked for: `to promote …` or `to roll back …`. */
  readonly what: string;
  readonly changes: readonly {
    readonly what: string;
    readonly from: string;
    readonly to: string;
    readonly where: string;
  }[];
  readonly hasBrings: boolean;
  readonly brings: readonly { readonly line: string }[];
  readonly more: string;
  readonly hasNotes: boolean;
  readonly notes: readonly { readonly line: string }[];
  readonly environment: string;
  readonly hasThread: boolean;
  readonly thread: string;
  readonly marker: string;
};

const render = ownTemplate(
  `{{requester}} asks {{what}}.

| What | From | To | Where |
| --- | --- | --- | --- |
{{#each changes}}
| {{what}} | {{from}} | {{to}} | {{where}} |
{{/each}}

No other byte of these files changes.

{{#if hasBrings}}
**What it brings.**

{{#each brings}}
- {{line}}
{{/each}}
{{more}}
{{/if}}
{{#if hasNotes}}
**What stays as it is.**

{{#each notes}}
- {{line}}
{{/each}}

{{/if}}
**When it is merged,** the GitOps controller brings it to {{environment}}. Progress is told where it was asked{{#if hasThread}}: {{thread}}{{/if}}.

**To stop it,** close this pull request: then nothing is changed.

{{marker}}
`,
);

/** The body as Markdown. */
export function promotionBodyText(parts: PromotionBodyParts): string {
  return render(parts);
}
