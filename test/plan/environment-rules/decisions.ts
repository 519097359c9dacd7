import { expect } from "vitest";

export const allowed = { kind: "proceed", reasonCode: "allowed" } as const;

export function waits(reasonCode: string, message: RegExp, until?: string): object {
  const wait = { kind: "wait", reasonCode, message: expect.stringMatching(message) };
  return until === undefined ? wait : { ...wait, until };
}

export function refused(reasonCode: string, message: RegExp): object {
  return { kind: "refuse", reasonCode, message: expect.stringMatching(message) };
}
