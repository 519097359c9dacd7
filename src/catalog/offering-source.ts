import type { Json } from "../domain/json.ts";
import type { BrokenOffering, Offering } from "../domain/offering.ts";
import type { YamlDocument } from "../yaml/documents.ts";

/** An offering before it has its command: the catalog gives commands, because they must be unique in it. */
export interface OfferingDraft extends Omit<Offering, "command"> {
  /** Lower case, no spaces: `new-` is put before it. */
  readonly shortName: string;
}

export type SourceResult =
  | { readonly kind: "offering"; readonly draft: OfferingDraft; readonly document: YamlDocument }
  | { readonly kind: "broken"; readonly broken: BrokenOffering };

/**
 * One kind of file that offerings are made from. A second one is one new file under `sources/` and one entry in
 * `sources.ts`.
 */
export interface OfferingSource {
  /** For `Offering.source.kind`: `xrd`. */
  readonly kind: string;
  /** A word that every file of this kind holds, so that a file that can't be parsed is still told of. */
  readonly marker: string;
  /** Whether a document is one of this source's. Looks at no more than apiVersion and kind. */
  recognises(value: Json): boolean;
  /** Reads a recognised document. Never throws: what is wrong is a problem at its line. */
  read(document: YamlDocument, path: string): SourceResult;
}
