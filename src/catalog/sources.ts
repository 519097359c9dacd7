import type { OfferingSource } from "./offering-source.ts";
import { xrdSource } from "./sources/xrd.ts";

/** Every kind of file that offerings are made from. */
export const offeringSources: readonly OfferingSource[] = [xrdSource];
