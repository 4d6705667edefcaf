/** Which symbols can be written in a command of bcc: anything else could leave the grammar of its probes. */

/** What is left of a mangled name in either scheme. Longer ones would not come back in one piece (lineSplitter.ts). */
const PLAIN = /^[A-Za-z0-9_$.]{1,8192}$/;

export function isPlainSymbol(symbol: string): boolean {
  return PLAIN.test(symbol);
}
