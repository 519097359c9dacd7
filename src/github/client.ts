import { setTimeout as pause } from "node:timers/promises";
import type { ProbotOctokit } from "probot";
import { RateLimitedError } from "../domain/errors.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { isRefusal, isTransient, toPortError } from "./errors.ts";
import { Octokits, scopeName, type OctokitOptions, type Scope } from "./installations.ts";
import type {
  Answer,
  AppRoute,
  OrganizationRoute,
  Parameters,
  RepositoryRoute,
  Route,
} from "./operations.ts";

/** An answer with what its headers say. */
export interface Reply<R extends Route> {
  readonly data: Answer<R>;
  /** The address of the next page, where there is one. */
  readonly next?: string;
}

interface Raw {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Cached extends Raw {
  readonly etag: string;
}

type Send = (token: string) => Promise<Raw>;

/** How long a read waits before its second chance. */
const secondChanceMs = 250;

/** A token this young may not have reached all of GitHub's servers: a 401 for it is no verdict. */
const freshTokenMs = 10_000;

/**
 * The only place that calls GitHub as the App. It makes the calls of `operations`, the GraphQL queries it is given, and no other. Rejects with a RateLimitedError,
 * a TerminalError (GitHubRefusedError) or an error that is worth another try.
 */
export class GitHubClient {
  readonly #octokits: Octokits;
  readonly #options: OctokitOptions;
  readonly #installationIds = new Map<string, Promise<number>>();
  readonly #etags = new BoundedCache<Cached>(500);
  /** Per installation: until when GitHub wants to be left alone. */
  readonly #pausedUntil = new Map<string, number>();

  constructor(options: OctokitOptions) {
    this.#options = options;
    this.#octokits = new Octokits(options);
  }

  /** A call of the App itself. */
  async callApp<R extends AppRoute>(route: R, parameters: Parameters<R>): Promise<Reply<R>> {
    return this.#appCall("the App", route, parameters);
  }

  /** A call on one repository, with a token that is good for this repository alone. */
  async call<R extends RepositoryRoute>(
    repository: { readonly owner: string; readonly name: string },
    route: R,
    parameters: Parameters<R>,
  ): Promise<Reply<R>> {
    const { owner, name } = repository;
    return this.#scopedCall({ owner, repository: name }, route, {
      ...parameters,
      owner,
      repo: name,
    });
  }

  /** A call on an organisation. */
  async callOrganization<R extends OrganizationRoute>(
    organization: string,
    route: R,
    parameters: Parameters<R>,
  ): Promise<Reply<R>> {
    return this.#scopedCall({ owner: organization }, route, parameters);
  }

  /** A GraphQL query about an organisation. Resolves to its data, for the caller to parse. */
  async queryOrganization(
    organization: string,
    query: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const scope = { owner: organization };
    const installationId = await this.#installationId(scope);
    const octokit = this.#octokits.of(installationId);
    const { data } = await this.#withToken(installationId, scope, async (token) => {
      const headers = { authorization: `token ${token}` };
      return { data: await octokit.graphql<unknown>(query, { ...variables, headers }), headers };
    });
    return data;
  }

  async #appCall<R extends Route>(place: string, route: R, parameters: object): Promise<Reply<R>> {
    const send = (): Promise<Raw> => this.#send(this.#octokits.app, route, parameters);
    return toReply<R>(await this.#observed(route, place, "app", send));
  }

  async #scopedCall<R extends Route>(
    scope: Scope,
    route: R,
    parameters: object,
  ): Promise<Reply<R>> {
    const place = scopeName(scope);
    const installationId = await this.#installationId(scope);
    const octokit = this.#octokits.of(installationId);
    const cacheKey = route.startsWith("GET ")
      ? `${route} ${JSON.stringify(parameters)}`
      : undefined;
    const send = async (token: string): Promise<Raw> => {
      const known = cacheKey === undefined ? undefined : this.#etags.get(cacheKey);
      const headers = {
        authorization: `token ${token}`,
        ...(known === undefined ? {} : { "if-none-match": known.etag }),
      };
      try {
        return await this.#send(octokit, route, { ...parameters, headers });
      } catch (error) {
        if (known !== undefined && hasStatus(error, 304)) return known;
        throw error;
      }
    };
    try {
      const raw = await this.#observed(route, place, `${installationId}`, () =>
        this.#withToken(installationId, scope, send),
      );
      if (cacheKey !== undefined) this.#rememberEtag(cacheKey, raw);
      return toReply<R>(raw);
    } catch (error) {
      // The App may have been installed anew: the id is looked up again next time.
      if (isRefusal(error, 404) || isRefusal(error, 401)) this.#installationIds.delete(place);
      throw error;
    }
  }

  async #withToken(installationId: number, scope: Scope, send: Send): Promise<Raw> {
    const token = await this.#octokits.token(installationId, scope, false);
    try {
      return await send(token.value);
    } catch (error) {
      if (!hasStatus(error, 401)) throw error;
      if (this.#now() - token.createdAt < freshTokenMs)
        throw new Error("it does not know the new installation token yet", { cause: error });
      const renewed = await this.#octokits.token(installationId, scope, true);
      return await send(renewed.value);
    }
  }

  #installationId(scope: Scope): Promise<number> {
    const place = scopeName(scope);
    const known = this.#installationIds.get(place);
    if (known !== undefined) return known;
    const looked = this.#lookUpInstallation(scope);
    this.#installationIds.set(place, looked);
    looked.catch(() => this.#installationIds.delete(place));
    return looked;
  }

  async #lookUpInstallation(scope: Scope): Promise<number> {
    const { owner, repository } = scope;
    const { data } =
      repository === undefined
        ? await this.#appCall(owner, "GET /orgs/{org}/installation", { org: owner })
        : await this.#appCall(scopeName(scope), "GET /repos/{owner}/{repo}/installation", {
            owner,
            repo: repository,
          });
    return data.id;
  }

  async #observed(
    route: Route,
    place: string,
    budget: string,
    send: () => Promise<Raw>,
  ): Promise<Raw> {
    const paused = (this.#pausedUntil.get(budget) ?? 0) - this.#now();
    if (paused > 0) {
      const seconds = Math.ceil(paused / 1_000);
      throw new RateLimitedError(
        `GitHub asked for a pause; ${seconds} s of it are left (${route}).`,
        seconds,
      );
    }
    const startedAt = performance.now();
    const took = (): number => Math.round(performance.now() - startedAt);
    try {
      const raw = await send();
      const remaining = raw.headers["x-ratelimit-remaining"];
      this.#options.log.debug({ route, place, ms: took(), remaining }, "GitHub answered");
      return raw;
    } catch (error) {
      const told = toPortError(error, route, place, this.#now());
      if (told instanceof RateLimitedError)
        this.#pausedUntil.set(budget, this.#now() + told.retryAfterSeconds * 1_000);
      this.#options.log.debug(
        { route, place, ms: took(), error: told.message },
        "GitHub call failed",
      );
      throw told;
    }
  }

  /** A read gets a second chance at once. A write is tried again as a whole, after looking what it left behind. */
  async #send(octokit: ProbotOctokit, route: Route, parameters: object): Promise<Raw> {
    const [method = "", url = ""] = route.split(" ");
    try {
      return await octokit.request({ ...parameters, method, url });
    } catch (error) {
      if (method !== "GET" || !isTransient(error)) throw error;
      await pause(secondChanceMs);
      return octokit.request({ ...parameters, method, url });
    }
  }

  #now(): number {
    return this.#options.clock?.now().getTime() ?? Date.now();
  }

  #rememberEtag(key: string, { data, headers }: Raw): void {
    const etag = headers["etag"];
    // Blobs and trees are cached by their SHA elsewhere and never change: they would only push others out.
    if (typeof etag !== "string" || /^GET \S+\/git\/(?:blobs|trees)\//.test(key)) return;
    this.#etags.set(key, { data, headers, etag });
  }
}

/** GitHub's description of the answer is taken at its word here, and nowhere else. */
function toReply<R extends Route>({ data, headers }: Raw): Reply<R> {
  const link = typeof headers["link"] === "string" ? headers["link"] : "";
  const next = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  const answer = data as Answer<R>;
  return next === undefined ? { data: answer } : { data: answer, next };
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && "status" in error && error.status === status;
}
