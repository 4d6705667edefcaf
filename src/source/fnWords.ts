/**
 * Where the word `fn` stands in a text, whatever it means there. A part of the tree without the word holds no
 * function, so the walk over the tree need not look into it: nearly all of the tree.
 */

export class FnWords {
  /** Ascending UTF-16 offsets. */
  private readonly offsets: readonly number[];

  constructor(text: string) {
    this.offsets = Array.from(text.matchAll(/\bfn\b/g), match => match.index);
  }

  /** Is there one at an offset in `start <= offset < end`? */
  within(start: number, end: number): boolean {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const first = this.offsets[low];
    return first !== undefined && first < end;
  }
}
