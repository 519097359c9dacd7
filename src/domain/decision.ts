/** Every reason that a decision can give. Closed: a message exists for each. */
export const reasonCodes = [
  "allowed",
  "checkRunning",
  "checkFailed",
  "approvalsMissing",
  "conflict",
  "held",
  "notThereYet",
  "frozen",
  "notHealthy",
  "soaking",
  "requiredCheckRunning",
  "requiredCheckFailed",
  "outOfOrder",
  "environmentUnknown",
  "notAutomatic",
  "requesterUnknown",
  "teamUnknown",
  "notTeamMember",
  "offeringUnknown",
  "offeringNotAllowed",
  "serviceUnknown",
  "notAllowed",
  "nameInvalid",
  "nameTaken",
  "valuesInvalid",
  "formTampered",
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** What a pure rule says about going on. */
export type Decision =
  | { readonly kind: "proceed"; readonly reasonCode: "allowed" }
  | {
      readonly kind: "wait";
      readonly reasonCode: ReasonCode;
      /** Who or what it waits for, and what would let it go on: whole sentences. */
      readonly message: string;
      /** ISO 8601: when it goes on by time alone. Absent: someone or something must act first. */
      readonly until?: string;
    }
  | {
      readonly kind: "refuse";
      readonly reasonCode: ReasonCode;
      /** Why, and what would make it pass: whole sentences. */
      readonly message: string;
      /** The field that is at fault, where there is one. */
      readonly fieldId?: string;
    };
