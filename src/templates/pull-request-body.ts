import { ownTemplate } from "./render.ts";

/** A request's pull request, in words a reviewer wants. Every text is Markdown already. */
export type PullRequestBody = {
  readonly requester: string;
  readonly what: string;
  readonly team: string;
  readonly path: string;
  readonly target: string;
  readonly values: readonly { readonly label: string; readonly value: string }[];
  readonly hasThread: boolean;
  readonly thread: string;
  readonly marker: string;
};

const render = ownTemplate(
  `{{requester}} asks for {{what}} for team {{team}}.

| Field | Value |
| --- | --- |
{{#each values}}
| {{label}} | {{value}} |
{{/each}}

**What this changes.** It adds one file, {{path}}, which makes {{target}}.

**When it is merged,** the GitOps controller applies that file to the cluster and Crossplane makes what it describes. Progress is told where it was asked{{#if hasThread}}: {{thread}}{{/if}}.

**To stop it,** close this pull request: then nothing is changed.

{{marker}}
`,
);

/** The body as Markdown. */
export function pullRequestBody(body: PullRequestBody): string {
  return render(body);
}
