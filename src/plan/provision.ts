import type { Json, JsonObject } from "../domain/json.ts";
import { valueAt } from "../domain/json.ts";
import type { Offering } from "../domain/offering.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { Platform } from "../domain/platform.ts";
import type { ChangeRequest, ProvisionRequest } from "../domain/request.ts";
import { cellCode, codeSpan, escapeMarkdown, markdownLink } from "../templates/markdown-escape.ts";
import { pullRequestBody } from "../templates/pull-request-body.ts";
import { toManifest } from "./manifest.ts";
import { commitMessage } from "./trailers.ts";

export interface ProvisionInput {
  readonly request: ProvisionRequest;
  readonly offering: Offering;
  readonly platform: Pick<Platform, "teams">;
  /** Where it was asked, for the reviewer to look. */
  readonly threadUrl?: string;
}

/** The file that a request writes: `claims/<team>/<name>.yaml`. Both parts are judged before; neither leaves claims/. */
export function manifestPath({ team, name }: Pick<ProvisionRequest, "team" | "name">): string {
  return `claims/${pathPart(team)}/${pathPart(name)}.yaml`;
}

/** A team's name comes from platform.yaml and may hold a slash or dots: never more than one step of a path. */
function pathPart(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, "-").replaceAll(/^\.+/g, "-");
}

/** The hidden mark in a pull request's body by which a later run finds it. */
export function requestMarker(requestId: string): string {
  return `<!-- causeway:request=${requestId.replaceAll(/[^A-Za-z0-9-]/g, "")} -->`;
}

/** The branch, the one manifest, and the pull request that a request becomes. The same request gives the same plan. */
export function planProvision(input: ProvisionInput): PullRequestPlan {
  const { request, offering, platform } = input;
  const path = manifestPath(request);
  const namespace = platform.teams.get(request.team)?.namespace ?? request.team;
  const title = `${offering.target.kind} ${request.name} for ${request.team}`;
  return {
    branch: `causeway/${request.id}`,
    title,
    body: bodyOf(input, { path, namespace }),
    commitMessage: commitMessage(request, {
      subject: title,
      body: [`Adds ${path}, as ${request.requester.githubLogin} asked on ${day(request)}.`],
    }),
    files: [
      {
        path,
        content: toManifest(offering, { namespace, name: request.name, values: request.values }),
      },
    ],
  };
}

/** The one commit that a merged request leaves on the default branch. */
export function mergeMessage(
  request: ChangeRequest,
  pullRequest: { readonly number: number; readonly title: string },
): { readonly title: string; readonly message: string } {
  const [subject = "", ...rest] = commitMessage(request, {
    subject: `${pullRequest.title} (#${pullRequest.number})`,
    body: [],
  }).split("\n\n");
  return { title: subject, message: rest.join("\n\n") };
}

function day({ askedAt }: ChangeRequest): string {
  return askedAt.slice(0, 10);
}

function bodyOf(
  { request, offering, threadUrl }: ProvisionInput,
  { path, namespace }: { readonly path: string; readonly namespace: string },
): string {
  const { kind, apiVersion, namespaced } = offering.target;
  const place = namespaced ? ` in the namespace ${codeSpan(namespace)}` : "";
  return pullRequestBody({
    requester: escapeMarkdown(request.requester.githubLogin),
    what: `**${escapeMarkdown(offering.title)}** ${codeSpan(request.name)}`,
    team: codeSpan(request.team),
    path: codeSpan(path),
    target: `the ${codeSpan(kind)} ${codeSpan(request.name)} (${codeSpan(apiVersion)})${place}`,
    values: [
      { label: "Name", value: cellCode(request.name) },
      { label: "Team", value: cellCode(request.team) },
      ...offering.fields.flatMap(({ label, path: where }) => {
        const value = valueAt(request.values, where);
        return value === undefined
          ? []
          : [{ label: escapeMarkdown(label), value: cellCode(shown(value)) }];
      }),
    ],
    hasThread: threadUrl !== undefined,
    thread: threadUrl === undefined ? "" : markdownLink("the thread", threadUrl),
    marker: requestMarker(request.id),
  });
}

/** A reviewer reads long values in the file itself. */
function shown(value: Json | JsonObject): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= 200 ? text : `${Array.from(text).slice(0, 199).join("")}…`;
}
