import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { Opaque, sizeOf } from "../scalars.ts";

/** The parts of a URL, as Go's net/url takes them apart: nothing is normalised, as a browser would. */
class CelUrl extends Opaque {
  override readonly typeName = "kubernetes.URL";
  override readonly identity: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(
    text: string,
    [scheme, host, path, query]: readonly [string, string, string, string],
  ) {
    super();
    this.identity = text;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

/**
 * Takes absolute URLs and absolute paths, as Go's `url.ParseRequestURI` does; undefined for all else. A fragment is cut
 * off afterwards, as `url.Parse` does.
 */
function parseUrl(text: string): CelUrl | undefined {
  // eslint-disable-next-line no-control-regex -- Go refuses control characters.
  if (text === "" || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  const [, scheme, rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  if (scheme === undefined && !rest.startsWith("/")) return undefined;
  const [withoutFragment = ""] = rest.split("#");
  const [before = "", ...query] = withoutFragment.split("?");
  const named = before.startsWith("//") && (scheme !== undefined || !before.startsWith("///"));
  const [, authority = "", path = ""] = named
    ? (/^\/\/([^/]*)(.*)$/s.exec(before) ?? [])
    : ["", "", before];
  const host = hostOf(authority);
  if (host === undefined || !escapedWell(path)) return undefined;
  // `mailto:someone` has no path in Go's eyes.
  const shown = scheme !== undefined && !before.startsWith("/") ? "" : path;
  return new CelUrl(text, [scheme?.toLowerCase() ?? "", host, shown, query.join("?")]);
}

/** Host and port of `user:secret@host:port`; undefined when it is none. */
function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const [, name = "", port] = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(host) ?? [];
  if (host !== `${name}${port === undefined ? "" : `:${port}`}`) return undefined;
  return /[ <>"\\^`{|}]/.test(name) ? undefined : host;
}

function escapedWell(path: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(path);
}

function urlOf(text: string): CelUrl {
  const url = parseUrl(text);
  if (url !== undefined) return url;
  throw new CelError(
    `URL parse error during conversion from string: ${JSON.stringify(text)} is neither an absolute URL nor an absolute path`,
  );
}

/** What Go's EscapedPath leaves as it is. */
function escapedPath({ path }: CelUrl): string {
  return path.replaceAll(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]/gu, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

function queryOf({ query }: CelUrl): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) {
    const values = found.get(key) ?? [];
    values.push(value);
    found.set(key, values);
  }
  return found;
}

const port = ({ host }: CelUrl): string => /:(\d*)$/.exec(host)?.[1] ?? "";
const hostname = ({ host }: CelUrl): string => host.replace(/:\d*$/, "").replaceAll(/^\[|\]$/g, "");
const byLength: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);
const type = "kubernetes.URL";

/** Whether a text is a URL for Kubernetes: also the format `uri`. */
export function isUrl(text: string): boolean {
  return parseUrl(text) !== undefined;
}

/** Kubernetes' URL library (apiserver pkg/cel/library/urls.go). */
export const urlLibrary: Library = {
  types: [type],
  functions: new LibraryBuilder()
    .add(`url(string): ${type}`, urlOf, byLength)
    .add("isURL(string): bool", isUrl)
    .method(`${type}.getScheme(): string`, ({ scheme }: CelUrl) => scheme)
    .method(`${type}.getHost(): string`, ({ host }: CelUrl) => host)
    .method(`${type}.getHostname(): string`, hostname)
    .method(`${type}.getPort(): string`, port)
    .method(`${type}.getEscapedPath(): string`, escapedPath)
    .method(`${type}.getQuery(): map<string, list<string>>`, queryOf)
    .functions(),
};
