import { createHash } from "node:crypto";
import { Hono } from "hono";
import { listenOnLoopback } from "../../demo/loopback-server.ts";

export const client = { clientId: "Iv23liEmulated", clientSecret: "s".repeat(40) } as const;

/** GitHub's sign-in, as docs.github.com describes it: codes work once, for their redirect address and PKCE challenge. */
export interface SignInServer {
  readonly url: string;
  /** Tokens that were given out and not revoked. */
  readonly liveTokens: ReadonlySet<string>;
  /** How many codes were asked about. */
  readonly exchanges: number;
  /** What every call answers from now on instead of its work; undefined: it works. */
  trouble: number | undefined;
  /** Where every other call goes: a GitHub that can do the rest. */
  otherwise: string | undefined;
  /** A person says yes at the address that Causeway sent them to. Resolves to where GitHub sends them back to. */
  allow(address: string, login: string): string;
  deny(address: string): string;
  close(): Promise<void>;
}

interface Issued {
  readonly login: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

const ids: Readonly<Record<string, number>> = { octocat: 1, mona: 2, hubot: 3 };

interface Behaviour {
  trouble: number | undefined;
  exchanges: number;
  otherwise: string | undefined;
}

/** Hands a call on as it came. */
async function forward(request: Request, to: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.delete("host");
  headers.delete("content-length");
  const body = request.method === "GET" ? null : await request.arrayBuffer();
  const answer = await fetch(`${to}${pathname}${search}`, {
    method: request.method,
    headers,
    body,
  });
  const kept = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) kept.delete(name);
  return new Response(answer.body, { status: answer.status, headers: kept });
}

/** Where GitHub sends a person back to. */
function back(address: string, parameters: Readonly<Record<string, string>>): string {
  const { searchParams: asked } = new URL(address);
  const url = new URL(asked.get("redirect_uri") ?? "");
  const all = { ...parameters, state: asked.get("state") ?? "" };
  url.search = new URLSearchParams(all).toString();
  return url.href;
}

export async function startSignInServer(): Promise<SignInServer> {
  const codes = new Map<string, Issued>();
  const tokens = new Map<string, string>();
  const live = new Set<string>();
  const state: Behaviour = { trouble: undefined, exchanges: 0, otherwise: undefined };
  const app = new Hono();
  app.use(async (context, next) => {
    if (state.trouble === undefined) return next();
    return context.text("trouble", state.trouble as 503);
  });
  app.post("/login/oauth/access_token", async (context) => {
    state.exchanges += 1;
    const given = new URLSearchParams(await context.req.text());
    const text = (name: string): string => given.get(name) ?? "";
    if (text("client_id") !== client.clientId) return context.json({ error: "Not Found" }, 404);
    if (text("client_secret") !== client.clientSecret)
      return context.json({ error: "incorrect_client_credentials" });
    const issued = codes.get(text("code"));
    codes.delete(text("code"));
    const challenge = createHash("sha256").update(text("code_verifier")).digest("base64url");
    if (issued === undefined || issued.challenge !== challenge)
      return context.json({ error: "bad_verification_code", error_description: "expired" });
    if (issued.redirectUri !== text("redirect_uri"))
      return context.json({ error: "redirect_uri_mismatch" });
    const token = `ghu_${tokens.size}`;
    tokens.set(token, issued.login);
    live.add(token);
    return context.json({ access_token: token, token_type: "bearer", scope: "" });
  });
  app.get("/user", (context) => {
    const token = (context.req.header("authorization") ?? "").replace("Bearer ", "");
    const login = live.has(token) ? tokens.get(token) : undefined;
    if (login === undefined) return context.json({ message: "Bad credentials" }, 401);
    return context.json({ login, id: ids[login] ?? 99, type: "User" });
  });
  app.delete("/applications/:client/token", async (context) => {
    const { clientId, clientSecret } = client;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    if (context.req.header("authorization") !== `Basic ${basic}`) return context.body(null, 404);
    const { access_token: token } = await context.req.json<{ access_token: string }>();
    live.delete(token);
    return context.body(null, 204);
  });
  app.all("*", async (context) => {
    if (state.otherwise === undefined) return context.json({ message: "Not Found" }, 404);
    return forward(context.req.raw, state.otherwise);
  });
  const listening = await listenOnLoopback(app, 0);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    liveTokens: live,
    get exchanges() {
      return state.exchanges;
    },
    get trouble() {
      return state.trouble;
    },
    set trouble(status) {
      state.trouble = status;
    },
    get otherwise() {
      return state.otherwise;
    },
    set otherwise(url) {
      state.otherwise = url;
    },
    allow: (address, login) => {
      const { searchParams: asked } = new URL(address);
      const code = `code-${codes.size}-${login}-${asked.get("state")?.slice(0, 6)}`;
      codes.set(code, {
        login,
        challenge:
          asked.get("code_challenge_method") === "S256" ? (asked.get("code_challenge") ?? "") : "",
        redirectUri: asked.get("redirect_uri") ?? "",
      });
      return back(address, { code });
    },
    deny: (address) => back(address, { error: "access_denied" }),
    close: () => listening.close(),
  };
}
