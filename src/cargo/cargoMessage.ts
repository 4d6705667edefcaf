/**
 * The lines of `cargo build --message-format=json`
 * (https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages), as far as they are used.
 */

import * as z from 'zod/mini';

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

/** One-based. */
const ONE_BASED = z.int().check(z.minimum(1));

const SPAN: z.ZodMiniType<RustcSpan> = z.object({
  file_name: z.string(),
  line_start: ONE_BASED,
  line_end: ONE_BASED,
  column_start: ONE_BASED,
  column_end: ONE_BASED,
  is_primary: z.boolean(),
  label: z.nullish(z.string()),
  text: z.array(z.object({ text: z.string() })),
  get expansion() {
    return z.nullish(z.object({ span: SPAN }));
  },
});

const MESSAGE = z.object({
  message: z.string(),
  level: z.string(),
  code: z.nullish(z.object({ code: z.string() })),
  rendered: z.nullish(z.string()),
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
    executable: z.nullish(z.string()),
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
