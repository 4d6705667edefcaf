/**
 * How long calls took, in buckets that grow with the time: each power of two is divided into 32 equal parts, so that a
 * percentile is right to a 64th (1.6 %) however long the calls are. Memory is bounded, and counting is cheap.
 */

/** Parts of a power of two; below it every nanosecond has a bucket of its own. */
const PARTS_LOG2 = 5;
const PARTS = 2 ** PARTS_LOG2;

/** Calls that took from `fromNs` to below twice that. */
export interface LatencyBucket {
  /** A power of two, or 0 for what took less than a nanosecond. */
  readonly fromNs: number;
  readonly count: number;
}

export class Latency {
  /** Calls by bucket; see bucketOf. */
  readonly #counts = new Map<number, number>();
  #count = 0;
  #minNs = Infinity;
  #maxNs = 0;

  get count(): number {
    return this.#count;
  }

  /** Exact; Infinity without calls. */
  get minNs(): number {
    return this.#minNs;
  }

  /** Exact; 0 without calls. */
  get maxNs(): number {
    return this.#maxNs;
  }

  /** `ns` is a whole number that is not negative. */
  add(ns: number): void {
    const bucket = bucketOf(ns);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count++;
    this.#minNs = Math.min(this.#minNs, ns);
    this.#maxNs = Math.max(this.#maxNs, ns);
  }

  /**
   * The time that `share` of the calls (0.5, 0.99) did not take longer than: the nearest rank, right to 1.6 %.
   * Null without calls.
   */
  percentileNs(share: number): number | null {
    let left = Math.max(1, Math.ceil(share * this.#count));
    for (const [bucket, count] of this.#sorted()) {
      left -= count;
      if (left <= 0) return Math.min(this.#maxNs, Math.max(this.#minNs, middleOf(bucket)));
    }
    return null;
  }

  /** The powers of two from the fastest call's to the slowest's, also those that no call took. */
  powersOfTwo(): LatencyBucket[] {
    const byPower = new Map<number, number>();
    for (const [bucket, count] of this.#counts) {
      const power = powerOf(lowestOf(bucket));
      byPower.set(power, (byPower.get(power) ?? 0) + count);
    }
    const powers = [...byPower.keys()];
    const first = Math.min(...powers);
    return Array.from({ length: powers.length === 0 ? 0 : Math.max(...powers) - first + 1 }, (_, index) => ({
      fromNs: first + index < 0 ? 0 : 2 ** (first + index),
      count: byPower.get(first + index) ?? 0,
    }));
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }
}

/** Exponent of the largest power of two that `ns` is not below; -1 for 0. */
function powerOf(ns: number): number {
  if (ns < 1) return -1;
  if (ns < 2 ** 32) return 31 - Math.clz32(ns);
  // Rounding may bring the logarithm of a number just below a power of two up to it.
  const power = Math.floor(Math.log2(ns));
  return 2 ** power > ns ? power - 1 : power;
}

/** Buckets are numbered in the order of their times. */
function bucketOf(ns: number): number {
  if (ns < PARTS) return ns;
  const power = powerOf(ns);
  return (power - PARTS_LOG2 + 1) * PARTS + Math.floor(ns / 2 ** (power - PARTS_LOG2)) - PARTS;
}

function lowestOf(bucket: number): number {
  if (bucket < PARTS) return bucket;
  const power = Math.floor(bucket / PARTS) + PARTS_LOG2 - 1;
  return (PARTS + (bucket % PARTS)) * 2 ** (power - PARTS_LOG2);
}

function middleOf(bucket: number): number {
  const width = bucket < PARTS ? 1 : 2 ** (Math.floor(bucket / PARTS) - 1);
  return lowestOf(bucket) + (width - 1) / 2;
}
