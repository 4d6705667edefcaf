/**
 * The `format` files of events, line by line -> where the fields of their records are.
 * Kernel, kernel/trace/trace_events.c: `name:`, `ID:`, then a line a field, `field:TYPE NAME; offset:N; size:N; …`.
 */

export interface EventFormat {
  /** As in the record's first field, `common_type`. */
  readonly id: number;
  /** Byte offset in the record by field name. */
  readonly offsets: ReadonlyMap<string, number>;
}

const NAME = /^name: \S+$/;
const ID = /^ID: (\d+)$/;
const FIELD = /^\tfield:[^;]*?(\w+)(?:\[\d*\])?;\toffset:(\d+);\tsize:(\d+);/;

/** Reads `header_page` and `format` files that follow one another. Lines that are none of theirs are passed over. */
export class FormatReader {
  readonly #formats: { id: number; offsets: Map<string, number> }[] = [];
  #current: { id: number; offsets: Map<string, number> } | null = null;
  #pageBytes: number | null = null;

  line(line: string): void {
    if (NAME.test(line)) {
      this.#current = { id: 0, offsets: new Map() };
      this.#formats.push(this.#current);
      return;
    }
    const id = ID.exec(line)?.[1];
    if (id !== undefined && this.#current !== null) this.#current.id = Number(id);
    const [, field, offset, size] = FIELD.exec(line) ?? [];
    if (field === undefined) return;
    if (this.#current !== null) this.#current.offsets.set(field, Number(offset));
    else if (field === 'data') this.#pageBytes = Number(offset) + Number(size);
  }

  /** Bytes of a page of the ring buffer, its header among them; null before it was read. */
  get pageBytes(): number | null {
    return this.#pageBytes;
  }

  /** The events that were read. */
  get events(): readonly EventFormat[] {
    return this.#formats;
  }
}
