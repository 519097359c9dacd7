import { setImmediate } from "node:timers/promises";
import { Hono, type Context } from "hono";
import { html } from "hono/html";
import { shortText } from "../catalog/form-choices.ts";
import type { Offering } from "../domain/offering.ts";
import type { CatalogSource, CatalogView } from "./catalog-view.ts";
import {
  accessTable,
  brokenCard,
  exampleBlock,
  fieldsTable,
  readOn,
  unsupportedList,
  waysToAsk,
} from "./offering-parts.ts";
import { pageHeaders, renderPage, type Markup, type Page } from "./page.ts";

/**
 * The pages on what can be asked for: `/catalog`, and `/catalog/<command>` for each offering. They show what the
 * configuration in use says at the moment of asking, and nothing about anybody.
 */
export function createCatalogPages(source: CatalogSource): Hono {
  const pages = new Hono();
  const cached = createPageCache();
  pages.get("/", (context) => context.redirect("catalog"));
  pages.get("/catalog/", (context) => context.redirect("../catalog"));
  pages.get("/catalog", async (context) => {
    const view = viewOf(source);
    if (view === undefined) return send(context, notReadYet("catalog"), 503);
    return sendText(
      context,
      await cached(view, "", async () => renderPage(await catalogPage(view))),
      200,
    );
  });
  pages.get("/catalog/:command", async (context) => {
    const view = viewOf(source);
    if (view === undefined) return send(context, notReadYet("../catalog"), 503);
    const command = context.req.param("command");
    const offering = view.state.catalog.offerings.find((one) => one.command === command);
    if (offering === undefined) return send(context, notOffered(command), 404);
    const page = (): Promise<string> => renderPage(offeringPage(offering, view));
    return sendText(context, await cached(view, offering.command, page), 200);
  });
  return pages;
}

function viewOf(source: CatalogSource): CatalogView | undefined {
  const state = source.current();
  return state === undefined ? undefined : { ...source, state, problems: source.problems() };
}

type CachedPage = (view: CatalogView, key: string, make: () => Promise<string>) => Promise<string>;

/** Remembers the pages of the configuration in use, so that a busy visitor costs no more than a few. */
function createPageCache(): CachedPage {
  let of: Pick<CatalogView, "state" | "problems"> | undefined;
  let pages = new Map<string, Promise<string>>();
  return (view, key, make) => {
    if (of?.state !== view.state || of.problems !== view.problems) {
      of = { state: view.state, problems: view.problems };
      pages = new Map();
    }
    const known = pages.get(key);
    if (known !== undefined) return known;
    const page = make();
    pages.set(key, page);
    page.catch(() => pages.delete(key));
    return page;
  };
}

async function send(context: Context, page: Page, status: 404 | 503): Promise<Response> {
  return sendText(context, await renderPage(page), status);
}

function sendText(context: Context, text: string, status: 200 | 404 | 503): Response {
  const later = status === 503 ? { "Retry-After": "5" } : {};
  return context.html(text, status, { ...pageHeaders, ...later });
}

async function catalogPage(view: CatalogView): Promise<Page> {
  const { offerings, broken } = view.state.catalog;
  const cards: Markup[] = [];
  for (const offering of offerings) {
    cards.push(offeringCard(offering, view));
    // Hundreds of offerings take a while: those who type in Slack meanwhile must not wait for it.
    await setImmediate();
  }
  return {
    title: "What you can ask for",
    catalog: "catalog",
    body: html`<h1>What you can ask for</h1>
      <p class="lead">
        Each request becomes a pull request that passed the guardrails. You hear back where you
        asked, when it runs.
      </p>
      ${staleNotice(view)} ${cards.length === 0 ? nothingOffered : cards}
      ${broken.length === 0 ? "" : html`<h2 class="more">Not available now</h2>`}
      ${broken.map((one) => brokenCard(one, view))} ${readAt(view)}`,
  };
}

const nothingOffered = html`<div class="card">
  <p>
    Nothing can be asked for yet: the configuration repository has no offering that works. An XRD
    under <code>compositions/</code> becomes one.
  </p>
</div>`;

function offeringCard(offering: Offering, view: CatalogView): Markup {
  const page = `catalog/${encodeURIComponent(offering.command)}`;
  return html`<section class="card">
    <div class="head">
      <h2><a href="${page}">${offering.title}</a></h2>
      <code class="command">${offering.command}</code>
    </div>
    <p>${shortText(offering.description, 400)}</p>
    ${waysToAsk(offering, view)} ${accessTable(offering, view)}
    <details>
      <summary>Fields, an example and documentation</summary>
      <h3>What the form asks</h3>
      ${fieldsTable(offering)}${unsupportedList(offering)}
      <h3>What a request writes</h3>
      ${exampleBlock(offering, view)}${readOn(offering, view)}
    </details>
  </section>`;
}

function offeringPage(offering: Offering, view: CatalogView): Page {
  return {
    title: `${offering.title} (${offering.command})`,
    catalog: "../catalog",
    body: html`<p class="small"><a href="../catalog">← Everything you can ask for</a></p>
      <div class="head">
        <h1>${offering.title}</h1>
        <code class="command">${offering.command}</code>
      </div>
      <p class="lead text">${offering.description}</p>
      ${staleNotice(view)}
      <section class="card">
        <h2>How to ask</h2>
        ${waysToAsk(offering, view)}
      </section>
      <section class="card">
        <h2>Who may ask</h2>
        ${accessTable(offering, view)}
      </section>
      <section class="card">
        <h2>What the form asks</h2>
        ${fieldsTable(offering)}${unsupportedList(offering)}
      </section>
      <section class="card">
        <h2>What a request writes</h2>
        ${exampleBlock(offering, view)}
      </section>
      <section class="card">
        <h2>Read more</h2>
        ${readOn(offering, view)}
      </section>
      ${readAt(view)}`,
  };
}

/** Says where, never what: a mistake in platform.yaml may quote somebody's name. */
function staleNotice({ problems }: CatalogView): Markup | "" {
  const [first] = problems;
  if (first === undefined) return "";
  const { path, startLine } = first.location;
  return html`<section class="card bad">
    <h2>These rules may be older than the default branch</h2>
    <p>
      ${path} has a mistake there (line ${startLine}). The last good state stays in use until it is
      mended.
    </p>
  </section>`;
}

function readAt({ state, repositoryUrl }: CatalogView): Markup {
  const { commitSha } = state.tree;
  return html`<footer>
    As the configuration repository says at commit
    <a href="${repositoryUrl}/commit/${commitSha}">${commitSha.slice(0, 7)}</a>.
  </footer>`;
}

function notReadYet(catalog: string): Page {
  return {
    title: "Not read yet",
    catalog,
    refreshSeconds: 5,
    body: html`<h1>One moment, please</h1>
      <p class="lead">
        The configuration repository was not read yet, so nobody knows what can be asked for. This
        page looks again every 5 seconds. If it stays like this, <code>/readyz</code> says what is
        missing.
      </p>`,
  };
}

function notOffered(command: string): Page {
  return {
    title: "Not offered",
    catalog: "../catalog",
    body: html`<h1>There is no <code>${shortText(command, 60)}</code></h1>
      <p class="lead">
        It may have been renamed or removed. <a href="../catalog">Everything you can ask for</a> is
        in the catalog.
      </p>`,
  };
}
