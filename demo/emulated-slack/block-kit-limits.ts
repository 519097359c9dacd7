import { z } from "zod";

/**
 * What Slack accepts as Block Kit, as far as this project sends it: docs.slack.dev/reference/block-kit and
 * docs.slack.dev/reference/views. Unknown fields are refused as Slack refuses them.
 */
const plainText = (limit: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(limit),
    emoji: z.boolean().optional(),
  });
const anyText = (limit: number) =>
  z.discriminatedUnion("type", [
    plainText(limit),
    z.strictObject({
      type: z.literal("mrkdwn"),
      text: z.string().min(1).max(limit),
      verbatim: z.boolean().optional(),
    }),
  ]);
const id = z.string().min(1).max(255);
const url = z
  .string()
  .max(3_000)
  .regex(/^https?:\/\/|^mailto:/);

const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial()
  .optional();
const richElement = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal("link"), url, text: z.string().min(1).optional(), style }),
  z.strictObject({ type: z.literal("user"), user_id: z.string().regex(/^[UW][A-Z0-9]+$/), style }),
  z.strictObject({
    type: z.literal("channel"),
    channel_id: z.string().regex(/^[CGD][A-Z0-9]+$/),
    style,
  }),
  z.strictObject({
    type: z.literal("emoji"),
    name: z.string().min(1),
    unicode: z.string().optional(),
    style,
  }),
]);
const richSection = z.strictObject({
  type: z.literal("rich_text_section"),
  elements: z.array(richElement).min(1),
});
const richBlock = z.strictObject({
  type: z.literal("rich_text"),
  block_id: id.optional(),
  elements: z
    .array(
      z.discriminatedUnion("type", [
        richSection,
        z.strictObject({
          type: z.literal("rich_text_preformatted"),
          elements: z.array(richElement).min(1),
          border: z.number().optional(),
        }),
        z.strictObject({
          type: z.literal("rich_text_quote"),
          elements: z.array(richElement).min(1),
        }),
        z.strictObject({
          type: z.literal("rich_text_list"),
          style: z.enum(["bullet", "ordered"]),
          elements: z.array(richSection).min(1),
          indent: z.number().int().min(0).max(8).optional(),
        }),
      ]),
    )
    .min(1),
});

const select = z.strictObject({
  text: plainText(75),
  value: z.string().max(150),
  description: plainText(75).optional(),
});
const choice = z.strictObject({
  text: anyText(75),
  value: z.string().max(150),
  description: anyText(75).optional(),
});
const inputElement = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("plain_text_input"),
    action_id: id.optional(),
    initial_value: z.string().max(3_000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3_000).optional(),
    max_length: z.number().int().min(1).max(3_000).optional(),
    placeholder: plainText(150).optional(),
    focus_on_load: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("number_input"),
    action_id: id.optional(),
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
    placeholder: plainText(150).optional(),
  }),
  z.strictObject({
    type: z.literal("static_select"),
    action_id: id.optional(),
    options: z.array(select).min(1).max(100),
    initial_option: select.optional(),
    placeholder: plainText(150).optional(),
  }),
  z.strictObject({
    type: z.literal("radio_buttons"),
    action_id: id.optional(),
    options: z.array(choice).min(1).max(10),
    initial_option: choice.optional(),
  }),
  z.strictObject({
    type: z.literal("checkboxes"),
    action_id: id.optional(),
    options: z.array(choice).min(1).max(10),
    initial_options: z.array(choice).min(1).optional(),
  }),
]);

const button = z.strictObject({
  type: z.literal("button"),
  text: plainText(75),
  action_id: id.optional(),
  value: z.string().max(2_000).optional(),
  url: url.optional(),
  style: z.enum(["primary", "danger"]).optional(),
});
const block_id = id.optional();
const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), block_id, text: plainText(150) }),
  z.strictObject({
    type: z.literal("section"),
    block_id,
    text: anyText(3_000).optional(),
    fields: z.array(anyText(2_000)).min(1).max(10).optional(),
    accessory: button.optional(),
  }),
  z.strictObject({
    type: z.literal("context"),
    block_id,
    elements: z.array(anyText(3_000)).min(1).max(10),
  }),
  z.strictObject({ type: z.literal("divider"), block_id }),
  z.strictObject({
    type: z.literal("actions"),
    block_id,
    elements: z.array(button).min(1).max(25),
  }),
  richBlock,
  z.strictObject({
    type: z.literal("input"),
    block_id,
    label: plainText(2_000),
    hint: plainText(2_000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  }),
]);

const view = z.strictObject({
  type: z.literal("modal"),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  blocks: z.array(block).max(100),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
});

export type Block = z.infer<typeof block>;
export type InputBlock = Extract<Block, { type: "input" }>;
export type View = z.infer<typeof view>;

/** All of a message's blocks together may hold about so many characters, else Slack says `msg_blocks_too_long`. */
const messageCharacters = 13_000;

/** What Slack would refuse in a message's blocks, in Slack's words; empty when it would take them. */
export function messageProblems(blocks: unknown): readonly string[] {
  const parsed = z.array(block).min(1).max(50).safeParse(blocks);
  if (!parsed.success) return problemsOf(parsed.error, "/blocks");
  if (parsed.data.some(({ type }) => type === "input"))
    return ["[ERROR] unsupported block type: input"];
  const length = textLength(parsed.data);
  return length > messageCharacters
    ? [`[ERROR] msg_blocks_too_long: ${length}`]
    : duplicateIds(parsed.data);
}

/** What Slack would refuse in a modal, in Slack's words; empty when it would take it. */
export function viewProblems(candidate: unknown): readonly string[] {
  const parsed = view.safeParse(candidate);
  if (!parsed.success) return problemsOf(parsed.error, "/view");
  const hasInput = parsed.data.blocks.some(({ type }) => type === "input");
  if (hasInput && parsed.data.submit === undefined)
    return ["[ERROR] missing required field: submit [json-pointer:/view]"];
  return [...duplicateIds(parsed.data.blocks), ...initialChoices(parsed.data.blocks)];
}

/** A modal that {@link viewProblems} has nothing against. */
export function parseView(candidate: unknown): View {
  return view.parse(candidate);
}

/** A message's blocks that {@link messageProblems} has nothing against. */
export function parseBlocks(candidate: unknown): readonly Block[] {
  return z.array(block).parse(candidate);
}

function problemsOf(error: z.ZodError, root: string): readonly string[] {
  return error.issues.map(
    ({ message, path }) =>
      `[ERROR] ${message} [json-pointer:${[root, ...path.map(String)].join("/")}]`,
  );
}

function duplicateIds(blocks: readonly Block[]): readonly string[] {
  const ids = blocks.flatMap(({ block_id: blockId }) => (blockId === undefined ? [] : [blockId]));
  return new Set(ids).size === ids.length ? [] : ["[ERROR] duplicate block_id"];
}

/** Slack wants an initial choice to be one of the options, letter for letter. */
function initialChoices(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((one) => {
    if (one.type !== "input") return [];
    const { element } = one;
    if (element.type !== "static_select" && element.type !== "radio_buttons") return [];
    const { initial_option: initial, options } = element;
    const known =
      initial === undefined ||
      options.some((option) => JSON.stringify(option) === JSON.stringify(initial));
    return known ? [] : ["[ERROR] initial_option must be one of the options"];
  });
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textLength(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) =>
      sum + (key === "text" && typeof one === "string" ? one.length : textLength(one)),
    0,
  );
}
