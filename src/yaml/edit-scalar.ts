/** What became of an edit. A refusal says why in a whole sentence. */
export type ScalarEdit =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused"; readonly message: string };

/** Replaces one scalar of a YAML file by a string, and leaves every other byte as it is. */
export function editScalar(
  _text: string,
  _documentIndex: number,
  _path: readonly (string | number)[],
  _newValue: string,
): ScalarEdit {
  throw new Error("not written yet");
}
