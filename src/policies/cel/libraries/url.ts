import type { Environment } from "@marcbachmann/cel-js";

/** A URL as Kubernetes' expressions see it. */
export class CelUrl {
  readonly url: URL;
  readonly text: string;

  constructor(text: string) {
    this.url = new URL(text, "relative://relative");
    this.text = text;
  }
}

/** Absolute URLs and absolute paths, as `url.ParseRequestURI` takes them. */
function isUrl(text: string): boolean {
  if (!/^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/)/.test(text) || /\s/.test(text)) return false;
  return URL.canParse(text, "relative://relative");
}

function urlOf(text: string): CelUrl {
  if (!isUrl(text)) throw new Error(`"${text}" is not a URL`);
  return new CelUrl(text);
}

function queryOf(url: URL): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key)]),
  );
}

/** Kubernetes' URL library (apiserver pkg/cel/library/urls.go). */
export function registerUrl(environment: Environment): void {
  const type = "kubernetes.URL";
  const part = (name: string, read: (url: URL) => unknown): void => {
    environment.registerFunction(`${type}.${name}`, ({ url }: CelUrl) => read(url), {
      async: false,
    });
  };
  environment.registerType(type, { ctor: CelUrl });
  environment.registerFunction(`url(string): ${type}`, urlOf, { async: false });
  environment.registerFunction("isURL(string): bool", isUrl, { async: false });
  part("getScheme(): string", (url) =>
    url.protocol === "relative:" ? "" : url.protocol.slice(0, -1),
  );
  part("getHost(): string", (url) => (url.protocol === "relative:" ? "" : url.host));
  part("getHostname(): string", (url) =>
    url.protocol === "relative:" ? "" : url.hostname.replaceAll(/^\[|\]$/g, ""),
  );
  part("getPort(): string", (url) => url.port);
  part("getEscapedPath(): string", (url) => url.pathname);
  part("getQuery(): map", queryOf);
}
