import { z } from "zod";
import { stringAt, type Json } from "../../domain/json.ts";
import type { Offering, Unsupported } from "../../domain/offering.ts";

type Link = NonNullable<Offering["documentation"]>[number];

/** One address, or several with white space between them. */
const ownAnnotation = "causeway.dev/documentation";
/** What Backstage's Kubernetes ingestor reads: a JSON list of `{url, title}`. Files that are in Backstage have it. */
const backstageAnnotation = "terasky.backstage.io/links";

const linkList = z.array(z.object({ url: z.string(), title: z.string().optional() }));

/** More is no help to a reader. */
const mostLinks = 20;

/** Where people read more about an offering, from the annotations of its file; what is no web address is told. */
export function documentationLinks(file: Json): {
  readonly links: readonly Link[];
  readonly unsupported: readonly Unsupported[];
} {
  const annotation = (name: string): string =>
    stringAt(file, ["metadata", "annotations", name])?.trim() ?? "";
  const own = annotation(ownAnnotation)
    .split(/\s+/)
    .filter((url) => url !== "")
    .map((url) => ({ url }));
  const listed = parseList(annotation(backstageAnnotation));
  const given = [...own, ...(listed ?? [])].slice(0, mostLinks);
  const links = given.flatMap((link) => asLink(link) ?? []);
  const notWeb = "an address that does not start with https:// or http://";
  return {
    links,
    unsupported: [
      ...(own.some((link) => asLink(link) === undefined) ? [wrong(ownAnnotation, notWeb)] : []),
      ...(listed === undefined
        ? [wrong(backstageAnnotation, 'text that is no JSON list of {"url": …, "title": …}')]
        : listed.some((link) => asLink(link) === undefined)
          ? [wrong(backstageAnnotation, notWeb)]
          : []),
    ],
  };
}

function wrong(name: string, what: string): Unsupported {
  return { where: `metadata.annotations["${name}"]`, what, required: false };
}

function parseList(text: string): z.infer<typeof linkList> | undefined {
  if (text === "") return [];
  try {
    return linkList.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Web addresses only: a `javascript:` link on a page would be a program. */
function asLink({
  url,
  title,
}: {
  readonly url: string;
  readonly title?: string | undefined;
}): Link | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined;
  if (parsed.username !== "" || parsed.password !== "") return undefined;
  const name = title?.trim() ?? "";
  return { url: parsed.href, title: name === "" ? parsed.host + parsed.pathname : name };
}
