import type { Violation } from "../domain/guardrail.ts";
import type { Report } from "../domain/report.ts";
import {
  isProvision,
  isServiceRecord,
  type RequestRecord,
  type ServiceRecord,
} from "../domain/request.ts";
import { advice } from "./advice.ts";
import { causeInWords } from "./cause.ts";
import { stepsOf } from "./steps.ts";

/** What a report needs beside the record: names for people, and what is known elsewhere. */
export interface ReportContext {
  /** The offering's title, such as `Database`. */
  readonly offeringTitle: string;
  /** What people type after `/platform`, such as `new-db`. */
  readonly command: string;
  /** How people reach what they asked for, placeholders filled in. Never a secret's value. */
  readonly connection?: string;
  /** The Secret that will hold the connection details: its name only. */
  readonly connectionSecret?: { readonly namespace: string; readonly name: string };
  /** What the last guardrail check found. */
  readonly violations?: readonly Violation[];
  /** The Argo CD page of the Application that brings the object. */
  readonly argoUrl?: string;
  /** Of a promotion: the environment after the one that it went to, where the service runs too. */
  readonly nextEnvironment?: string;
  /** The page of this request in Causeway's own web pages. */
  readonly requestUrl?: string;
}

/** The request's one message, made new from all that is known: the same record gives the same report. */
export function reportOf(record: RequestRecord, context: ReportContext): Report {
  const { request } = record;
  const note = noteOf(record);
  const { githubLogin, slackUserId } = request.requester;
  return {
    requestId: request.id,
    title: titleOf(record, context),
    requester: slackUserId === undefined ? { githubLogin } : { githubLogin, slackUserId },
    steps: stepsOf(record, context.command),
    ...(note === undefined ? {} : { note }),
    links: linksOf(context),
  };
}

/** `Database “my-app-database” for my-team`, `checkout 1.4.2 to staging`: how every text names the request. */
export function titleOf(record: RequestRecord, context: ReportContext): string {
  if (isServiceRecord(record)) {
    const { kind, environment } = record.request;
    const to = kind === "promote" ? `to ${environment}` : `back in ${environment}`;
    return `${serviceVersion(record)} ${to}`;
  }
  if (!isProvision(record)) return context.offeringTitle;
  const { name, team } = record.request;
  return `${context.offeringTitle} “${name}” for ${team}`;
}

/** `checkout 1.4.2`, or the service alone while the version is not known. */
export function serviceVersion({ request, move }: ServiceRecord): string {
  return move === undefined ? request.service : `${request.service} ${move.version}`;
}

function noteOf(record: RequestRecord): string | undefined {
  if (record.state === "failed") return failureNote(record);
  if (record.state === "refused" || record.state === "closed") return record.reason;
  const waits = record.state === "open" || record.state === "asked";
  if (waits && record.decision?.kind === "wait") {
    return record.decision.reasonCode === "checkRunning" ? undefined : record.decision.message;
  }
  if (record.state !== "merged") return undefined;
  const cause = record.delivery?.cause;
  return cause === undefined ? undefined : causeInWords(cause);
}

function failureNote(record: RequestRecord): string | undefined {
  const cause = record.delivery?.cause;
  if (cause === undefined) return record.reason;
  return `${causeInWords(cause)} ${advice(cause).text}`;
}

/** Where else to look; the pull request is not here, for a step names it. */
function linksOf({ argoUrl, requestUrl }: ReportContext): Report["links"] {
  return [
    ...(argoUrl === undefined ? [] : [{ text: "Argo CD", url: argoUrl }]),
    ...(requestUrl === undefined ? [] : [{ text: "Request", url: requestUrl }]),
  ];
}
