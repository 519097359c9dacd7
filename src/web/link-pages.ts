import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import type { LinkDesk, LinkRefusal, LinkSignedIn } from "../workflow/link-person.ts";
import { formPageHeaders, renderPage, type Markup } from "./page.ts";

/** A confirmation is 43 letters. */
const mostBytes = 1_000;

/**
 * The pages of `/platform link`: `/link/start` sends the person to GitHub, `/link/callback` is where they come back to
 * and are asked, `/link/confirm` takes their yes. Opening the first two changes nothing that counts: programs open links
 * too. The yes is a form with a token of its own, which is not in any address, so that no other site can say it.
 */
export function createLinkPages(desk: LinkDesk): Hono {
  const pages = new Hono();
  pages.get("/link/start", async (context) => {
    const begun = await desk.begin(context.req.query("state") ?? "");
    if (begun.kind === "refused") return refuse(context, begun);
    for (const [name, value] of Object.entries(formPageHeaders)) context.header(name, value);
    return context.redirect(begun.url, 302);
  });
  pages.get("/link/callback", async (context) => {
    const code = context.req.query("code");
    const signedIn = await desk.signedIn(
      context.req.query("state") ?? "",
      code === "" ? undefined : code,
    );
    if (signedIn.kind === "refused") return refuse(context, signedIn);
    return send(context, { status: 200, title: "Link yourself", body: question(signedIn) });
  });
  pages.post("/link/confirm", bodyLimit({ maxSize: mostBytes }), async (context) => {
    const { confirmation } = await context.req.parseBody();
    const done = await desk.confirm(typeof confirmation === "string" ? confirmation : "");
    if (done.kind === "refused") return refuse(context, done);
    const { githubLogin, expiresAt } = done.link;
    const body = html`<h1>You are linked</h1>
      <p>
        In Slack you are <strong>${githubLogin}</strong> on GitHub now, until
        ${expiresAt.slice(0, 10)}. You can close this page.
      </p>
      <p class="soft">/platform unlink ends it.</p>`;
    return send(context, { status: 200, title: "You are linked", body });
  });
  return pages;
}

function question(asked: Extract<LinkSignedIn, { kind: "ask" }>): Markup {
  const { githubLogin, slackName, slackUserId, confirmation } = asked;
  return html`<h1>You are ${githubLogin}</h1>
    <p>
      Link it to the Slack user <strong>@${slackName}</strong> (${slackUserId})? What this user asks
      for and approves in Slack then counts as yours on GitHub.
    </p>
    <p>
      Only say yes if that is you, and if you typed <code>/platform link</code> yourself. If
      somebody sent you here, close this page.
    </p>
    <form method="post" action="confirm">
      <input type="hidden" name="confirmation" value="${confirmation}" />
      <button type="submit">Yes, that is me: link it</button>
    </form>`;
}

/** 400: this address will never work; 503: it may in a moment. */
function refuse(context: Context, { message, later }: LinkRefusal): Promise<Response> {
  const title = "Not linked";
  const body = html`<h1>${title}</h1>
    <p>${message}</p>`;
  return send(context, { status: later ? 503 : 400, title, body });
}

async function send(
  context: Context,
  page: { readonly status: 200 | 400 | 503; readonly title: string; readonly body: Markup },
): Promise<Response> {
  const { status, title, body } = page;
  const text = await renderPage({ title: `${title} · Causeway`, body, catalog: "../catalog" });
  return context.html(text, status, { ...formPageHeaders });
}
