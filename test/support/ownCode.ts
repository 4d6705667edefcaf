/** What instances made by hand have in common: code of their own that nothing else shares. */
export const OWN_CODE = { symbolOffset: 0, inlined: null, sharedWith: [] } as const;
