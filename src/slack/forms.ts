import type { ModalView } from "@slack/types";
import type { JsonObject } from "../domain/json.ts";
import type { Offering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";

/** A modal for an offering, or why there can't be one: whole sentences. */
type ModalForm =
  | { readonly kind: "view"; readonly view: ModalView }
  | { readonly kind: "refused"; readonly message: string };

/** One field's mistake: what is wrong and what would pass. */
interface FieldMistake {
  readonly fieldId: string;
  readonly message: string;
}

/** What a person filled in, or what is wrong with it. */
type ModalValues =
  | {
      readonly kind: "parsed";
      readonly team: string;
      readonly name: string;
      readonly values: JsonObject;
    }
  | { readonly kind: "invalid"; readonly errors: readonly FieldMistake[] };

/** How an offering becomes a modal, and what was filled in becomes values: made elsewhere, injected here. */
export interface RequestForms {
  /** `privateMetadata` comes back with the submission. Blocks of fields are named `field.<id>`. */
  toModal(offering: Offering, platform: Platform, privateMetadata: string): ModalForm;
  /** `state` is Slack's `view.state`, as it came. */
  parseModalState(state: unknown, offering: Offering): ModalValues;
}
