import { issueFormProblem, toIssueForm } from "../catalog/issue-form.ts";
import { toModal } from "../catalog/modal.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { Offering, Unsupported } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { exampleText } from "../plan/example-manifest.ts";
import { readYaml } from "../yaml/documents.ts";

/** One offering as `causeway offering --format json` prints it. */
export interface DescribedOffering {
  readonly name: string;
  readonly command: string;
  /** `xrd`. */
  readonly source: string;
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** Strict JSON Schema of the whole object. */
  readonly schema: JsonObject;
  /** The content of the issue form; null when GitHub would not show one: then `unsupported` says why. */
  readonly issueForm: Json;
  /** The view that Slack is sent; null when Slack would not show one: then `unsupported` says why. */
  readonly modal: Json;
  /** An example of the object that a request writes. */
  readonly manifest?: Json;
  readonly unsupported: readonly Pick<Unsupported, "where" | "what">[];
}

/** Everything that is made from an offering, for someone who writes its file. */
export function describeOffering(
  offering: Offering,
  platform: Pick<Platform, "teams">,
): DescribedOffering {
  const modal = toModal(offering, platform, "");
  const formProblem = issueFormProblem(offering, platform);
  const refused = [
    ...(modal.kind === "refused" ? [{ where: "modal", what: modal.message }] : []),
    ...(formProblem === undefined ? [] : [{ where: "issueForm", what: formProblem }]),
  ];
  return {
    name: offering.name,
    command: offering.command,
    source: offering.source.kind,
    path: offering.source.path,
    title: offering.title,
    description: offering.description,
    schema: offering.schema,
    issueForm: formProblem === undefined ? parsed(toIssueForm(offering, platform)) : null,
    modal: modal.kind === "view" ? plain(modal.view) : null,
    manifest: parsed(exampleText(offering, platform).text),
    unsupported: [...offering.unsupported.map(({ where, what }) => ({ where, what })), ...refused],
  };
}

function parsed(yaml: string): Json {
  return readYaml(yaml, "").documents[0]?.value ?? null;
}

function plain(view: object): Json {
  const value: Json = JSON.parse(JSON.stringify(view));
  return value;
}
