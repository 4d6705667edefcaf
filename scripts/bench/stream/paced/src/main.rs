//! Calls a function at a steady rate. For each line `RATE MILLISECONDS` on its stdin it does so for that long, RATE times a
//! second, or as often as a call lets it. Then it prints all calls so far, and the nanoseconds that these took.

use std::hint::black_box;
use std::io::BufRead;
use std::time::{Duration, Instant};

/// A timer of the kernel's is about so exact.
const PAUSE: Duration = Duration::from_micros(500);
/// Calls between two looks at the clock.
const AT_A_TIME: u64 = 100;

#[inline(never)]
fn called(call: u64, square: u64) -> u64 {
    black_box(call) ^ black_box(square)
}

/// Returns the calls of before and its own.
fn flood(before: u64, rate: u64, time: Duration) -> u64 {
    let start = Instant::now();
    let mut all = before;
    loop {
        let elapsed = start.elapsed();
        if elapsed >= time {
            return all;
        }
        let due = before + (elapsed.as_secs_f64() * rate as f64) as u64;
        if all >= due {
            std::thread::sleep(PAUSE);
        }
        for call in all..due.min(all + AT_A_TIME) {
            black_box(called(call, call.wrapping_mul(call)));
            all += 1;
        }
    }
}

fn main() {
    let mut all = 0;
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (rate, milliseconds) = line.split_once(' ').unwrap();
        let start = Instant::now();
        all = flood(all, rate.parse().unwrap(), Duration::from_millis(milliseconds.parse().unwrap()));
        println!("{all} {}", start.elapsed().as_nanos());
    }
}
