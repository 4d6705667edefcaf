/** Several outputs at the same time, shown one after the other: the first live, the others when their turn comes. */

export interface Turn {
  write(chunk: Uint8Array): void;
  /** Nothing more will be written. */
  end(): void;
}

export function takeTurns(count: number, show: (chunk: Uint8Array) => void): Turn[] {
  const waiting: Uint8Array[][] = Array.from({ length: count }, () => []);
  const ended = new Set<number>();
  let current = 0;
  return waiting.map((held, index) => ({
    write(chunk) {
      if (index === current) show(chunk);
      else held.push(chunk);
    },
    end() {
      ended.add(index);
      while (ended.has(current)) {
        current++;
        for (const chunk of waiting[current]?.splice(0) ?? []) show(chunk);
      }
    },
  }));
}
