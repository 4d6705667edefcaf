/**
 * Globs over demangled paths. `*` stands for any characters. A glob goes from the beginning of a path segment to the end
 * of the name; inside `<…>` a path may leave out its first segments, so that `<* as Iterator>::next` is
 * `<demo::Countdown as core::iter::traits::iterator::Iterator>::next`.
 */

/** Text as it is; any characters; or whole segments that may be left out: nothing, `iter::`, `core::iter::`. */
type Token =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'segments' };

const IDENTIFIER = /[\p{L}\p{N}_]/u;

/** Whether a name fulfils the glob. The time grows with the square of the name's length at the most. */
export function globMatcher(glob: string): (name: string) => boolean {
  const tokens = tokensOf(glob);
  const texts = tokens.flatMap(token => (token.kind === 'text' ? [token.text] : []));
  return name => {
    // Cheap, first: few names have all the texts.
    if (!texts.every(text => name.includes(text))) return false;
    const failed = new Set<number>();
    const begin = tokens[0]?.kind === 'text' ? tokens[0].text : '';
    for (let start = name.indexOf(begin); start >= 0 && start < name.length; start = name.indexOf(begin, start + 1))
      if (isSegmentStart(name, start) && matchesFrom(tokens, 0, name, start, failed)) return true;
    return false;
  };
}

function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  let depth = 0;
  const flush = (): void => {
    if (text !== '') tokens.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? '';
    if (character === '<') depth++;
    if (character === '>' && glob[at - 1] !== '-') depth--;
    if (character === '*') {
      flush();
      if (tokens.at(-1)?.kind !== 'any') tokens.push({ kind: 'any' });
    } else {
      const isPathStart = depth > 0 && IDENTIFIER.test(character) && !/[\p{L}\p{N}_:*]/u.test(glob[at - 1] ?? '');
      if (isPathStart) {
        flush();
        tokens.push({ kind: 'segments' });
      }
      text += character;
    }
  }
  flush();
  return tokens;
}

function isSegmentStart(name: string, at: number): boolean {
  if (at === 0) return true;
  const own = name[at] ?? '';
  return !IDENTIFIER.test(name[at - 1] ?? '') && (IDENTIFIER.test(own) || own === '{' || own === '<');
}

/** Whether the tokens from one on are the name from a place on. `failed` holds what has been tried in vain. */
function matchesFrom(tokens: readonly Token[], index: number, name: string, at: number, failed: Set<number>): boolean {
  const token = tokens[index];
  if (token === undefined) return at === name.length;
  const tried = index * (name.length + 1) + at;
  if (failed.has(tried)) return false;
  const isMatch = endsOf(token, tokens[index + 1], name, at).some(end =>
    matchesFrom(tokens, index + 1, name, end, failed),
  );
  if (!isMatch) failed.add(tried);
  return isMatch;
}

/** Where what a token stands for may end. */
function endsOf(token: Token, next: Token | undefined, name: string, at: number): number[] {
  switch (token.kind) {
    case 'text':
      return name.startsWith(token.text, at) ? [at + token.text.length] : [];
    case 'segments':
      return endsOfSegments(name, at);
    case 'any': {
      if (next === undefined) return [name.length];
      const ends: number[] = [];
      if (next.kind === 'text') {
        for (let end = name.indexOf(next.text, at); end >= 0; end = name.indexOf(next.text, end + 1)) ends.push(end);
      } else for (let end = at; end <= name.length; end++) ends.push(end);
      return ends;
    }
  }
}

function endsOfSegments(name: string, at: number): number[] {
  const ends = [at];
  const segment = /(?:[\p{L}\p{N}_]+|\{[^{}]*\}|\{\{[^{}]*\}\})::/uy;
  for (segment.lastIndex = at; segment.test(name);) ends.push(segment.lastIndex);
  return ends;
}
