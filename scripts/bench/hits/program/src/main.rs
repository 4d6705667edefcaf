//! Calls a function as often as it is told and says what a call took. For each line `FUNCTION CALLS` on its stdin it
//! prints `CLOCK PROCESSOR`: the time of all the calls by CLOCK_MONOTONIC and the processor time of its thread in them,
//! in nanoseconds.

use std::ffi::{c_int, c_long};
use std::hint::black_box;
use std::io::BufRead;
use std::time::Instant;

#[derive(Debug)]
struct Point {
    x: i64,
    y: i64,
    label: String,
}

#[inline(never)]
fn add(a: i64, b: i64) -> i64 {
    half(a).wrapping_add(half(b))
}

#[inline(never)]
fn greet(name: &str) -> i64 {
    half(name.len() as i64).wrapping_add(half(i64::from(name.as_bytes()[0])))
}

#[inline(never)]
fn take(point: &Point) -> i64 {
    let point = black_box(point);
    half(point.x).wrapping_add(half(point.y))
}

/// Called twice by each function that is measured: optimised, they begin with a `push` then.
#[inline(never)]
fn half(number: i64) -> i64 {
    black_box(number) / 2
}

#[repr(C)]
#[derive(Default)]
struct Timespec {
    seconds: i64,
    nanoseconds: c_long,
}

unsafe extern "C" {
    fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
}

/// Of this thread, in nanoseconds.
fn processor_time() -> i64 {
    const CLOCK_THREAD_CPUTIME_ID: c_int = 3;
    let mut time = Timespec::default();
    assert_eq!(unsafe { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &mut time) }, 0);
    time.seconds * 1_000_000_000 + time.nanoseconds
}

fn measured(calls: i64, call: impl Fn(i64)) {
    let (clock, processor) = (Instant::now(), processor_time());
    for number in 0..calls {
        call(number);
    }
    let spent = processor_time() - processor;
    println!("{} {spent}", clock.elapsed().as_nanos());
}

fn main() {
    let point = Point { x: 1, y: 2, label: String::from("somewhere") };
    assert_eq!(point.label.len(), 9);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (function, calls) = line.split_once(' ').unwrap();
        let calls = calls.parse().unwrap();
        match function {
            "add" => measured(calls, |number| {
                black_box(add(number, black_box(13)));
            }),
            "greet" => measured(calls, |_number| {
                black_box(greet(black_box("Ferris the crab")));
            }),
            "take" => measured(calls, |_number| {
                black_box(take(black_box(&point)));
            }),
            other => panic!("no function {other}"),
        }
    }
}
