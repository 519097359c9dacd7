import type { StatusSource } from "./status-source.ts";
import { argoCd } from "./sources/argocd.ts";
import { flux } from "./sources/flux.ts";
import { argoRollouts, workloads } from "./sources/workloads.ts";
import { crossplane } from "./sources/crossplane.ts";

/** All that can say how a change is doing, in the order in which a change passes them. */
export const statusSources: readonly StatusSource[] = [
  argoCd,
  flux,
  crossplane,
  argoRollouts,
  workloads,
];
