/**
 * The lines of `cargo build --message-format=json`
 * (https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages), as far as they are used.
 */

import { z } from 'zod';

export interface RustcSpan {
  /** Relative to the folder that rustc ran in: the workspace's root. */
  readonly file_name: string;
  /** One-based; columns count Unicode characters. */
  readonly line_start: number;
  readonly line_end: number;
  readonly column_start: number;
  readonly column_end: number;
  readonly is_primary: boolean;
  readonly label?: string | null | undefined;
  /** The source lines of the span, whole. */
  readonly text: readonly { readonly text: string }[];
  /** Where the macro was called that the span is in. */
  readonly expansion?: { readonly span: RustcSpan } | null | undefined;
}

const SPAN: z.ZodType<RustcSpan> = z.object({
  file_name: z.string(),
  line_start: z.int().min(1),
  line_end: z.int().min(1),
  column_start: z.int().min(1),
  column_end: z.int().min(1),
  is_primary: z.boolean(),
  label: z.string().nullish(),
  text: z.array(z.object({ text: z.string() })),
  get expansion() {
    return z.object({ span: SPAN }).nullish();
  },
});

const MESSAGE = z.object({
  message: z.string(),
  level: z.string(),
  code: z.object({ code: z.string() }).nullish(),
  rendered: z.string().nullish(),
  spans: z.array(SPAN),
  children: z.array(z.object({ message: z.string(), level: z.string(), spans: z.array(SPAN) })),
});

const TARGET = z.object({ name: z.string(), kind: z.array(z.string()), src_path: z.string() });

const CARGO_MESSAGE = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('compiler-message'), target: TARGET, message: MESSAGE }),
  z.object({
    reason: z.literal('compiler-artifact'),
    target: TARGET,
    profile: z.object({ test: z.boolean() }),
    filenames: z.array(z.string()),
    executable: z.string().nullish(),
  }),
  z.object({ reason: z.literal('build-finished'), success: z.boolean() }),
]);

export type CargoMessage = z.infer<typeof CARGO_MESSAGE>;
export type RustcMessage = z.infer<typeof MESSAGE>;

/** Null for a line that is no JSON, or a message of a kind that is not used here. */
export function parseCargoMessage(line: string): CargoMessage | null {
  if (!line.startsWith('{')) return null;
  try {
    return CARGO_MESSAGE.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
