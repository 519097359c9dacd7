import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { stylesheet } from "./stylesheet.ts";

/** A piece of a page: what `html` makes. Everything put into one is escaped, unless it is a piece itself. */
export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** The way from this page to the catalog, so that the pages work under any prefix: `catalog` or `../catalog`. */
  readonly catalog: string;
  /** Shown again by the browser after so many seconds; undefined: never. */
  readonly refreshSeconds?: number;
}

/** As one piece: not a single space more may stand in it, or its digest would be another. */
const styleElement = `<style>${stylesheet}</style>`;
const styleHash = createHash("sha256").update(stylesheet).digest("base64");

/**
 * What every page is sent with. Nothing is loaded, run, framed or sent from a page: the one stylesheet is inline and
 * known by its digest.
 */
export const pageHeaders: Readonly<Record<string, string>> = headersWith("form-action 'none'");

/** For a page with a form, which may be sent to Causeway alone, and which no cache may keep. */
export const formPageHeaders: Readonly<Record<string, string>> = {
  ...headersWith("form-action 'self'"),
  "Cache-Control": "no-store",
};

function headersWith(formAction: string): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; ${formAction}; frame-ancestors 'none'`,
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
  };
}

/** A bridge's arch, so that no browser asks for a picture. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 5h14v2H1zm1 3h2a4 4 0 0 1 8 0h2v4h-2a4 4 0 0 0-8 0H2z' fill='%230b78d0'/%3E%3C/svg%3E";

/** A whole page as text. */
export async function renderPage({ title, body, catalog, refreshSeconds }: Page): Promise<string> {
  const refresh =
    refreshSeconds === undefined
      ? ""
      : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`;
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="${raw(icon)}" />
        ${refresh} ${raw(styleElement)}
      </head>
      <body>
        <div class="page">
          <header class="top">
            <a class="name" href="${catalog}">Causeway</a>
            <span class="what">What you can ask the platform for</span>
          </header>
          <main>${body}</main>
        </div>
      </body>
    </html> `;
  return page.toString();
}
