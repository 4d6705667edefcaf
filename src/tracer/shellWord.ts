/** One argument as a word of a POSIX shell: as it is where no character is special, else in single quotes. */
export function shellWord(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
