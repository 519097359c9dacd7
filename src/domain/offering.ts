import type { Json, JsonObject } from "./json.ts";
import type { Problem } from "./location.ts";

/** How a value is asked for. */
export type FieldInput =
  | {
      readonly kind: "text";
      readonly multiline: boolean;
      /** An RE2-compatible pattern that the whole value must contain a match of. */
      readonly pattern?: string;
      readonly minLength?: number;
      readonly maxLength?: number;
    }
  | {
      readonly kind: "number";
      readonly integer: boolean;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly kind: "boolean" }
  | { readonly kind: "choice"; readonly options: readonly string[] };

/** One thing that a form asks. The same on every surface. */
export interface OfferingField {
  /** Unique in the offering; letters, digits, `_` and `-`: usable as a Slack block id and an issue form id. */
  readonly id: string;
  /** Where the value goes in the object: `["spec", "parameters", "size"]`. */
  readonly path: readonly string[];
  readonly label: string;
  readonly description?: string;
  readonly required: boolean;
  readonly input: FieldInput;
  readonly default?: Json;
}

/** The Kubernetes object that a request for an offering writes. */
export interface ObjectTarget {
  readonly apiVersion: string;
  readonly kind: string;
  /** The lower-case plural name, as in an API path. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Something in the source that no form can show, told before anyone is asked. */
export interface Unsupported {
  /** A path in the schema, such as `spec.parameters.rules`. */
  readonly where: string;
  readonly what: string;
  /** Whether nothing can be asked for without it: then no form is opened. */
  readonly required: boolean;
}

/** Something that can be asked for: made from a file that the platform team already has. */
export interface Offering {
  /** Its name in the cluster or catalog, such as `databases.platform.example.com`. */
  readonly name: string;
  /** What people type after `/platform`, such as `new-db`. */
  readonly command: string;
  readonly title: string;
  readonly description: string;
  readonly source: { readonly kind: string; readonly path: string };
  /** Where people read more about it: web addresses that the file names. */
  readonly documentation?: readonly { readonly title: string; readonly url: string }[];
  /** Strict JSON Schema of the whole object. */
  readonly schema: JsonObject;
  /** The offering's own fields. The name and the team are asked for every offering and are not listed here. */
  readonly fields: readonly OfferingField[];
  readonly target: ObjectTarget;
  readonly unsupported: readonly Unsupported[];
}

/** What could not become an offering, and why. */
export interface BrokenOffering {
  /** The best name known for it: the object's name, else the file's path. */
  readonly name: string;
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** All that can be asked for, as the files of one commit say it. */
export interface Catalog {
  readonly offerings: readonly Offering[];
  readonly broken: readonly BrokenOffering[];
}
