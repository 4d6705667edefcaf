/*
 * C helpers for the probe expressions that command.ts writes; bcc's trace includes this file (-I).
 * Compiled by bcc's clang into BPF, x86-64 System V. Reads only; the kernel's verifier has the last word.
 */

/* trace splits the expressions of a probe at commas, so an expression writes this instead of one. */
#define RT_COMMA ,

/* No Rust slice is longer than isize::MAX; the text could not be read. */
#define RT_FAULT (~0ULL)

/*
 * Reads the first bytes of a text, at most `limit` (a constant) and never past its end, to `destination`.
 * Returns the length of the whole text, or RT_FAULT when its memory is not readable now.
 */
static __always_inline u64 rt_text(u64 pointer, u64 length, const u32 limit, void *destination)
{
	u64 wanted = length < limit ? length : limit;

	if (length >> 63)
		return RT_FAULT;
	/* Hides the origin of the number, so that clang keeps the comparison below, which the verifier needs. */
	asm volatile("" : "+r"(wanted));
	if (wanted > limit)
		return RT_FAULT;
	if (bpf_probe_read_user(destination, wanted, (const void *)pointer) != 0)
		return RT_FAULT;
	return length;
}
