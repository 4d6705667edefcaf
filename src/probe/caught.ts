/**
 * The functions of the standard library that run when Rust has caught a panic, `catch_unwind`'s and a thread's. They
 * end the calls that the panic left.
 *
 * When a function is entered, no living frame keeps its return address at or below the one that was just pushed. So at
 * each of these, as at the entry of any function, the thread's calls whose stack pointer at entry is not above the
 * present one are gone. Where `do_catch` has code of its own, it is called from the frame that caught, at the depth of
 * the calls that were unwound: it tells all of them. `cleanup` is called from there, or from `do_catch` deeper down;
 * a call that it leaves open is told by the thread's next passage from as far up.
 */

/** `std::panicking::catch_unwind::cleanup` and `do_catch`; the module was `try` in older versions. Both manglings. */
const NAMES = [
  /^_RI?NvNvNtCs\w*_3std9panicking(?:12catch_unwind|3try)(?:7cleanup$|8do_catch)/,
  /^_ZN3std9panicking(?:12catch_unwind|3try)(?:7cleanup|8do_catch)17h[0-9a-f]{16}E/,
];

/** Stands in all of them, and in few others. */
const MODULE = '9panicking';

/** Among the mangled symbols of an artifact; empty where no panic is caught in it, or where the library is another file. */
export function caughtSymbols<T extends { readonly name: string }>(symbols: readonly T[]): T[] {
  return symbols.filter(({ name }) => name.includes(MODULE) && NAMES.some(each => each.test(name)));
}
