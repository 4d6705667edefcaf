/*
 * C helpers for the probes that command.ts writes; bcc's trace includes this text (-I).
 * Compiled by bcc's clang into BPF, x86-64 System V. Reads only; the kernel's verifier has the last word.
 */

#include <linux/version.h>

/* trace splits the expressions of a probe at commas, so an expression writes this instead of one. */
#define RT_COMMA ,

/* All hits pass. */
#define RT_NO_LIMIT (~0ULL)

/* Nanoseconds. */
#define RT_SECOND 1000000000ULL
#define RT_MILLISECOND 1000000ULL

/*
 * A register of the traced thread. The verifier refuses a load through `ctx` plus a number that was added before, which
 * is what clang makes of a register that is read often: each reading gets a copy of `ctx` that clang knows nothing of.
 */
#define RT_REGISTER(member) ({ \
	struct pt_regs *rt_context = ctx; \
	asm volatile("" : "+r"(rt_context)); \
	(u64)rt_context->member; \
})

/* The kernel's own helpers by number (linux/bpf.h), since each bcc names only those that were there when it was made. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 5, 0)
static int (*rt_read_user)(void *destination, u32 size, const void *source) = (void *)112;
static u64 (*rt_jiffies)(void) = (void *)118;
#else
static int (*rt_read_user)(void *destination, u32 size, const void *source) = (void *)4;
#endif

/* The word at `address`; 0, and `bit` in `missing`, when its memory is not readable now. */
static __always_inline u64 rt_load(u64 address, u64 *missing, const u64 bit)
{
	u64 word = 0;

	if (rt_read_user(&word, sizeof(word), (const void *)address) != 0)
		*missing |= bit;
	return word;
}

/* Reads `bytes` bytes (a constant) to `destination`; zeros, and `bit` in `missing`, when they are not readable now. */
static __always_inline void rt_memory(void *destination, const u32 bytes, u64 address, u64 *missing, const u64 bit)
{
	if (rt_read_user(destination, bytes, (const void *)address) != 0)
		*missing |= bit;
}

/* Reads `count` elements, as many of them as fit in `limit` bytes (a constant), and nothing behind them. */
static __always_inline void rt_elements(void *destination, const u32 limit, const u32 element_bytes, u64 address,
					u64 count, u64 *missing, const u64 bit)
{
	const u64 most = limit / element_bytes;
	u64 wanted = (count < most ? count : most) * element_bytes;

	/* Hides the origin of the number, so that clang keeps the comparison below, which the verifier needs. */
	asm volatile("" : "+r"(wanted));
	if (wanted > limit || rt_read_user(destination, wanted, (const void *)address) != 0)
		*missing |= bit;
}

/* One probe on one processor: nothing that other processors write, so that a flood on all of them stays cheap. */
struct rt_probe {
	u64 hits;
	u64 sampled_ns;
	/* The time as it was at the last tick. */
	u64 tick;
	u64 now_ns;
};

/* The hits of one second, of all probes and processors, as far as one above the limit. */
struct rt_window {
	u64 second;
	u64 hits;
};

struct rt_windows {
	/* Even seconds and odd ones. */
	struct rt_window of[2];
};

/* As many as bcc can probe at a time. */
BPF_PERCPU_ARRAY(rt_probes, struct rt_probe, 1000);
BPF_ARRAY(rt_windows, struct rt_windows, 1);

/*
 * The time of the last tick where the kernel tells of ticks, for nothing: reading the clock would be the dearest part of
 * a hit.
 */
static __always_inline u64 rt_now(struct rt_probe *probe)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 5, 0)
	u64 tick = rt_jiffies();

	if (probe->tick != tick) {
		probe->tick = tick;
		probe->now_ns = bpf_ktime_get_ns();
	}
	return probe->now_ns;
#else
	return bpf_ktime_get_ns();
#endif
}

/* Whether a hit at `now` is one of a second above the limit, or of the second after one. */
static __always_inline bool rt_is_above(struct rt_windows *windows, u64 now, u64 limit)
{
	u64 second = now / RT_SECOND;
	struct rt_window *own = &windows->of[second & 1], *last = &windows->of[~second & 1];

	if (own->second != second) {
		own->hits = 0;
		own->second = second;
	}
	/* Counted no further than above the limit: in a flood the processors only read it. */
	if (own->hits <= limit)
		__sync_fetch_and_add(&own->hits, 1);
	return own->hits > limit || (last->second == second - 1 && last->hits > limit);
}

/*
 * Counts a hit. Answers 0 when it goes no further, else what limiter.ts reads:
 *
 *   bit 63      it is a sample of hits that are only counted
 *   bits 48-62  processor
 *   bits 0-47   hits of the probe on this processor so far, this one included
 *
 * In each second the first `limit` hits of a trace pass; the others do not, and none in the second after one above the
 * limit. Of those that do not, samples pass: one in `period_ms` of each probe and processor.
 *
 * Threads may take turns on a processor in the midst of this. Hits are added atomically, so none is lost or counted
 * twice; what else they can spoil is whether one hit passes, or those of one second.
 */
static __always_inline u64 rt_pass(struct rt_probe *probe, struct rt_windows *windows, const u64 limit,
				   const u64 period_ms)
{
	u64 now, sample = 0;

	if (!probe || !windows)
		return 0;
	__sync_fetch_and_add(&probe->hits, 1);
	if (limit != RT_NO_LIMIT) {
		now = rt_now(probe);
		if (rt_is_above(windows, now, limit)) {
			if (now - probe->sampled_ns < period_ms * RT_MILLISECOND)
				return 0;
			probe->sampled_ns = now;
			sample = 1;
		}
	}
	return sample << 63 | (u64)bpf_get_smp_processor_id() << 48 | (probe->hits & ((1ULL << 48) - 1));
}

/* A call that was recorded, by its thread and its stack pointer at the entry: its exit is recorded too. */
struct rt_call {
	u64 thread;
	u64 stack_pointer;
};

/* Those that are unwound stay until others take their place. */
BPF_TABLE("lru_hash", struct rt_call, u8, rt_calls, 16384);
