/** Names of the addresses that values hold: of functions, and of the types whose vtables lie there. */

/** A virtual address of the traced artifact. */
export interface CodeAddress {
  readonly kind: 'function' | 'vtable';
  readonly address: bigint;
}

export interface AddressNames {
  /**
   * A demangled function path, or the concrete type of a vtable. Null: nothing of the artifact is known to lie there.
   * Undefined: it has been asked for, and is not known yet.
   */
  nameOf(address: CodeAddress): string | null | undefined;
}

/** For plans without code addresses. */
export const NO_NAMES: AddressNames = { nameOf: () => null };
