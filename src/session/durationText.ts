/** Times that calls took, for people. */

const UNITS: readonly (readonly [name: string, ns: number])[] = [
  ['ns', 1],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['min', 60e9],
  ['h', 3600e9],
];

/** `420 ns`, `3.1 µs`, `31 µs`, `1.2 s`: two digits at least, and all of a whole number. */
export function durationText(ns: number): string {
  let shown = '';
  for (const [name, size] of UNITS) {
    const amount = ns / size;
    if (shown !== '' && amount < 0.9995) break;
    shown = `${roundedText(amount, name === 'ns')} ${name}`;
  }
  return shown;
}

function roundedText(amount: number, isWhole: boolean): string {
  return isWhole || amount >= 9.95 ? amount.toFixed(0) : amount.toFixed(1);
}
