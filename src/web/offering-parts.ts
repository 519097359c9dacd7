import { html } from "hono/html";
import { defaultWanted, valueWanted } from "../catalog/field-words.ts";
import { commonLabels } from "../catalog/field-names.ts";
import { issueFormPath, issueFormProblem } from "../catalog/issue-form.ts";
import { toModal } from "../catalog/modal.ts";
import type { Problem } from "../domain/location.ts";
import type { BrokenOffering, Offering, OfferingField } from "../domain/offering.ts";
import type { CatalogView } from "./catalog-view.ts";
import type { Markup } from "./page.ts";
import { whoMay } from "./who-may.ts";

/** How to ask for an offering: what to type in Slack, and the issue form. */
export function waysToAsk(offering: Offering, view: CatalogView): Markup {
  return html`<dl>
    ${
      view.slack
        ? html`<dt>In Slack</dt>
            <dd>${inSlack(offering, view)}</dd>`
        : ""
    }
    <dt>On GitHub</dt>
    <dd>${onGitHub(offering, view)}</dd>
  </dl>`;
}

function inSlack(offering: Offering, { state }: CatalogView): Markup {
  const modal = toModal(offering, state.platform, "");
  return modal.kind === "view"
    ? html`<code class="command">/platform ${offering.command}</code>`
    : html`<span class="soft">No form can be shown. ${modal.message}</span>`;
}

function onGitHub(offering: Offering, { state, repositoryUrl }: CatalogView): Markup {
  const problem = issueFormProblem(offering, state.platform);
  if (problem !== undefined)
    return html`<span class="soft">No issue form can be shown. ${problem}</span>`;
  const path = issueFormPath(offering);
  if (!state.issueForms.has(path)) {
    return html`<span class="soft"
      >The issue form is not in the repository yet: it comes by pull request.</span
    >`;
  }
  const template = encodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  return html`<a href="${repositoryUrl}/issues/new?template=${template}"
    >Fill in the issue form</a
  >`;
}

/** Who may ask, and who must approve, for which team. */
export function accessTable(offering: Offering, view: CatalogView): Markup {
  const rows = whoMay(offering, view.state.platform, view.ruleFor).map(
    ({ teams, who, approvals }) =>
      html`<tr>
        <th scope="row">For ${teams}</th>
        <td data-label="Who may ask">${who}</td>
        <td data-label="Approvals">${approvals}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Team</th>
        <th scope="col">Who may ask</th>
        <th scope="col">Approvals needed</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** What the form asks, the name and the team first. */
export function fieldsTable(offering: Offering): Markup {
  const common = [
    commonRow(commonLabels.name, 'lower-case letters, digits and "-", at most 63 characters'),
    commonRow(commonLabels.team, "one of the teams"),
  ];
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">What may be given</th>
        <th scope="col">When left empty</th>
      </tr>
    </thead>
    <tbody>
      ${common}${offering.fields.map(fieldRow)}
    </tbody>
  </table>`;
}

function commonRow(label: string, wanted: string): Markup {
  return html`<tr>
    <th scope="row">${label} ${needed}</th>
    <td data-label="What may be given">${wanted}</td>
    <td></td>
  </tr>`;
}

const needed = html`<span class="tag needed">required</span>`;

function fieldRow(field: OfferingField): Markup {
  const preset = defaultWanted(field);
  const about =
    field.description === undefined
      ? ""
      : html`<div class="soft small text">${field.description}</div>`;
  return html`<tr>
    <th scope="row">${field.label} ${field.required ? needed : ""}</th>
    <td data-label="What may be given">${valueWanted(field)}${about}</td>
    ${preset === undefined ? html`<td></td>` : html`<td data-label="When left empty"><code>${preset}</code></td>`}
  </tr>`;
}

/** What the file describes and no form asks for. */
export function unsupportedList({ unsupported }: Offering): Markup | "" {
  if (unsupported.length === 0) return "";
  return html`<h3>What is left out of the form</h3>
    <ul class="plain">
      ${unsupported.map(({ where, what, required }) => html`<li><code>${where}</code>: ${what}${required ? html` ${needed}` : ""}</li>`)}
    </ul>`;
}

/** An example manifest, and what in it must still be put right. */
export function exampleBlock(offering: Offering, view: CatalogView): Markup {
  const { text, open } = view.example(offering, view.state.platform);
  const note =
    open.length === 0
      ? ""
      : html`<p class="soft small">
          To be filled in by hand in this example: ${open.join(", ")}.
        </p>`;
  return html`<pre><code>${text}</code></pre>
    ${note}`;
}

/** Documentation, and the file that the offering is made from, at the commit that was read. */
export function readOn(offering: Offering, view: CatalogView): Markup {
  const links = (offering.documentation ?? []).map(
    ({ title, url }) => html`<li><a href="${url}">${title}</a></li>`,
  );
  return html`<ul class="plain">
    ${links}
    <li>Made from ${fileLink(view, offering.source.path)} (${offering.name})</li>
  </ul>`;
}

/** A file that could not be used: its reasons, each at its line. */
export function brokenCard(broken: BrokenOffering, view: CatalogView): Markup {
  return html`<section class="card bad">
    <h2>${broken.name}</h2>
    <p>This can't be asked for, because its file has a mistake:</p>
    <ul class="plain">
      ${broken.problems.map((problem) => html`<li>${problemLine(problem, view)}</li>`)}
    </ul>
  </section>`;
}

function problemLine({ location, message }: Problem, view: CatalogView): Markup {
  return html`${fileLink(view, location.path, location.startLine)}<br />${message}`;
}

/** A link to a file on GitHub, at the commit that was read. */
function fileLink({ state, repositoryUrl }: CatalogView, path: string, line?: number): Markup {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const anchor = line === undefined ? "" : `#L${line}`;
  const shown = line === undefined ? path : `${path}, line ${line}`;
  return html`<a href="${repositoryUrl}/blob/${state.tree.commitSha}/${encoded}${anchor}"
    >${shown}</a
  >`;
}
