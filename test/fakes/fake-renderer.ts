import type { Renderer } from "../../src/domain/ports/renderer.ts";

/** A machine on which nothing is installed that builds anything. */
export const noTools: Renderer = {
  render: () => Promise.resolve({ kind: "notRendered", why: "Nothing is installed here." }),
};
