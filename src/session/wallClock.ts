/**
 * From the kernel's monotonic time of a hit to the time of day.
 * The two clocks drift apart (NTP steps one of them, suspend stops the other), so the distance is measured anew now and then.
 */

const NS_PER_MS = 1_000_000n;
const REMEASURE_AFTER_NS = 10_000_000_000n;
/** Twice the millisecond a tick takes, and a bound on readings for a clock that stands still. */
const LONGEST_WAIT_NS = 2n * NS_PER_MS;
const MOST_READINGS = 100_000;
/** A tick seen between two readings this near to each other is exact enough; else the best of some ticks is. */
const EXACT_NS = 20_000n;
const MOST_TICKS = 5;

export interface ClockReadings {
  /** Time of day, whole milliseconds since the epoch. */
  readonly wallMs: () => number;
  /** CLOCK_MONOTONIC, nanoseconds: the clock of `bpf_ktime_get_ns`. */
  readonly monotonicNs: () => bigint;
}

const PROCESS_CLOCKS: ClockReadings = { wallMs: () => Date.now(), monotonicNs: () => process.hrtime.bigint() };

export class WallClock {
  readonly #clocks: ClockReadings;
  #distanceNs: bigint | null = null;
  #measuredAtNs = 0n;

  constructor(clocks: ClockReadings = PROCESS_CLOCKS) {
    this.#clocks = clocks;
  }

  /** Nanoseconds since the epoch now. */
  nowNs(): bigint {
    return this.wallTimeNs(this.#clocks.monotonicNs());
  }

  /** Nanoseconds since the epoch at `monotonicNs`, for a hit of the last seconds. */
  wallTimeNs(monotonicNs: bigint): bigint {
    // By the hit's own time, which is that of a moment ago: a look at the clock for each hit of a flood adds up.
    if (this.#distanceNs === null || monotonicNs - this.#measuredAtNs > REMEASURE_AFTER_NS) {
      this.#measuredAtNs = this.#clocks.monotonicNs();
      this.#distanceNs = measureDistanceNs(this.#clocks);
    }
    return monotonicNs + this.#distanceNs;
  }
}

interface Tick {
  readonly distanceNs: bigint;
  /** Between the two readings that the tick came between. */
  readonly uncertaintyNs: bigint;
}

/** The best of some ticks: on a busy machine the process may stand still for milliseconds between two readings. */
function measureDistanceNs(clocks: ClockReadings): bigint {
  let best = nextTick(clocks);
  for (let ticks = 1; ticks < MOST_TICKS && best.uncertaintyNs > EXACT_NS; ticks++) {
    const tick = nextTick(clocks);
    if (tick.uncertaintyNs < best.uncertaintyNs) best = tick;
  }
  return best.distanceNs;
}

/** Waits for the millisecond to tick over (1 ms at most), because only then the coarse clock is exact. */
function nextTick(clocks: ClockReadings): Tick {
  const startNs = clocks.monotonicNs();
  const startMs = clocks.wallMs();
  let beforeNs = startNs;
  let wallMs = startMs;
  let monotonicNs = startNs;
  for (let reading = 0; reading < MOST_READINGS && wallMs === startMs; reading++) {
    beforeNs = monotonicNs;
    wallMs = clocks.wallMs();
    monotonicNs = clocks.monotonicNs();
    if (monotonicNs - startNs > LONGEST_WAIT_NS) break;
  }
  return { distanceNs: BigInt(wallMs) * NS_PER_MS - monotonicNs, uncertaintyNs: monotonicNs - beforeNs };
}

/** `12:01:02`, `12:01:02.345` (3 digits) or `12:01:02.345678` (6 digits), in the local time zone. */
export function timeOfDay(wallTimeNs: bigint, fractionDigits: 0 | 3 | 6): string {
  const date = new Date(Number(wallTimeNs / NS_PER_MS));
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0'));
  if (fractionDigits === 0) return clock.join(':');
  const fraction = String(wallTimeNs % 1_000_000_000n).padStart(9, '0');
  return `${clock.join(':')}.${fraction.slice(0, fractionDigits)}`;
}
