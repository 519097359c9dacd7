import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";

/**
 * Slack's limits on a modal of inputs and sections (docs.slack.dev: reference/views/modal-views, reference/block-kit).
 * Slack answers a view that breaks one with `invalid_arguments` or `view_too_large`, too late to say anything useful.
 */
const limits = {
  title: 24,
  blocks: 100,
  metadata: 3_000,
  id: 255,
  bytes: 250_000,
  selectOptions: 100,
  radioOptions: 10,
  optionText: 75,
  optionValue: 75,
  label: 2_000,
  section: 3_000,
  inputValue: 3_000,
} as const;

/** What Slack would refuse in a modal; empty when it would show it. Whole sentences for people. */
export function modalProblems(view: ModalView): readonly string[] {
  const ids = view.blocks.map(({ block_id: id }) => id ?? "");
  const twice = ids.find((id, index) => id !== "" && ids.indexOf(id) !== index);
  return [
    ...[view.title, view.submit, view.close].flatMap((text) =>
      tooLong(text?.text ?? "", limits.title, `The title "${text?.text ?? ""}"`),
    ),
    ...tooMany(view.blocks.length, limits.blocks, "The form", "blocks"),
    ...tooLong(view.private_metadata ?? "", limits.metadata, "The form's private data"),
    ...tooLong(view.callback_id ?? "", limits.id, "The form's callback id"),
    ...ids.flatMap((id) => tooLong(id, limits.id, `The block id ${id.slice(0, 40)}…`)),
    ...(twice === undefined ? [] : [`Two blocks have the id ${twice}.`]),
    ...view.blocks.flatMap((block) => {
      if (block.type === "input" && "element" in block) return inputProblems(block);
      return block.type === "section" && "text" in block && block.text !== undefined
        ? tooLong(block.text.text, limits.section, "A paragraph")
        : [];
    }),
    ...tooMany(Buffer.byteLength(JSON.stringify(view)), limits.bytes, "The form", "bytes"),
  ];
}

function inputProblems(block: InputBlock): readonly string[] {
  const name = `"${block.label.text}"`;
  return [
    ...tooLong(block.label.text, limits.label, `The label ${name}`),
    ...tooLong(block.hint?.text ?? "", limits.label, `The hint of ${name}`),
    ...elementProblems(block, name),
  ];
}

function elementProblems({ element }: InputBlock, name: string): readonly string[] {
  if (element.type === "plain_text_input") {
    return tooLong(element.initial_value ?? "", limits.inputValue, `The default of ${name}`);
  }
  if (element.type !== "static_select" && element.type !== "radio_buttons") {
    return [`${name} has an element that is not checked: ${element.type}.`];
  }
  const options: readonly PlainTextOption[] = (element.options ?? []).filter(isPlain);
  const most = element.type === "radio_buttons" ? limits.radioOptions : limits.selectOptions;
  const labels = options.map((option) => option.text.text);
  const values = options.map((option) => option.value ?? "");
  return [
    ...(options.length === 0 ? [`${name} has nothing to choose from.`] : []),
    ...tooMany(options.length, most, name, "options"),
    ...labels.flatMap((label) => tooLong(label, limits.optionText, `An option of ${name}`)),
    ...values.flatMap((value) => tooLong(value, limits.optionValue, `A value of ${name}`)),
    ...(new Set(values).size < values.length ? [`${name} has an option twice.`] : []),
    ...(new Set(labels).size < labels.length
      ? [`${name} has two options that look the same when they are cut to 75 characters.`]
      : []),
  ];
}

function isPlain(option: object): option is PlainTextOption {
  return "text" in option && (option.text as { type?: unknown }).type === "plain_text";
}

function tooLong(text: string, limit: number, what: string): readonly string[] {
  return text.length <= limit
    ? []
    : [`${what} has ${text.length} characters; Slack allows ${limit}.`];
}

function tooMany(count: number, limit: number, what: string, unit: string): readonly string[] {
  return count <= limit ? [] : [`${what} has ${count} ${unit}; Slack allows ${limit}.`];
}
