/** What a command says beside its answer: on stderr. */

export function diagnose(text: string): void {
  process.stderr.write(text);
}
