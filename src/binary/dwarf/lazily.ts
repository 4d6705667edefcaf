/** Properties that are read when they are first asked for, and then kept: types may refer to themselves. */

type Later = Record<string, () => unknown>;

/** `known` and, for each function of `later`, a property with what it returns. */
export function lazily<const K extends object, L extends Later>(
  known: K,
  later: L,
): K & { readonly [P in keyof L]: ReturnType<L[P]> } {
  const all: object = { ...known };
  for (const [name, read] of Object.entries(later)) {
    Object.defineProperty(all, name, {
      configurable: true,
      enumerable: true,
      get(): unknown {
        const value = read();
        Object.defineProperty(all, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return all as K & { readonly [P in keyof L]: ReturnType<L[P]> };
}
