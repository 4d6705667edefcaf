/**
 * A program of many functions that counts itself how often it calls each: the truth for counters. It is told what to do
 * by lines on its stdin, and answers each with one line on its stdout.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { planOf } from '../unit/tracer/plan.ts';
import { located } from './tracers.ts';

const SOURCE = String.raw`
use std::io::BufRead;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

static BEGUN: [AtomicU64; TABLE.len()] = [const { AtomicU64::new(0) }; TABLE.len()];
static DONE: [AtomicU64; TABLE.len()] = [const { AtomicU64::new(0) }; TABLE.len()];
static IS_RUNNING: AtomicBool = AtomicBool::new(false);

fn call(index: usize) {
    BEGUN[index].fetch_add(1, SeqCst);
    std::hint::black_box(TABLE[index](index as u64));
    DONE[index].fetch_add(1, SeqCst);
}

fn round(times: usize) {
    for index in 0..TABLE.len() {
        for _ in 0..(index * times) % 7 { call(index); }
    }
}

fn main() {
    let mut runner = None;
    for line in std::io::stdin().lock().lines() {
        match line.unwrap().split_once(' ').unwrap() {
            ("round", times) => round(times.parse().unwrap()),
            ("run", _) => {
                IS_RUNNING.store(true, SeqCst);
                runner = Some(std::thread::spawn(|| while IS_RUNNING.load(SeqCst) { round(1) }));
            }
            ("halt", _) => {
                IS_RUNNING.store(false, SeqCst);
                runner.take().unwrap().join().unwrap();
            }
            _ => {}
        }
        let show = |counts: &[AtomicU64]| counts.iter().map(|each| each.load(SeqCst).to_string()).collect::<Vec<_>>().join(",");
        let done = show(&DONE);
        println!("{} {}", done, show(&BEGUN));
    }
}
`;

/** How often each function was called, in the order of the plan. */
export interface OwnCounts {
  /** Calls that have ended, before any of `begun` was looked at. */
  readonly done: readonly number[];
  readonly begun: readonly number[];
}

export interface CountedProgram {
  readonly child: ChildProcess;
  /**
   * `round N` calls each function some times, `run -` goes on doing so until `halt -`, `show -` does nothing.
   * Resolves with what was called so far.
   */
  tell(line: string): Promise<OwnCounts>;
  end(): Promise<void>;
}

/** Builds it with so many functions; the answer is its path. */
export function buildCounted(folder: string, functions: number): string {
  const program = path.join(folder, `counted${functions}`);
  const indices = Array.from({ length: functions }, (_, index) => index);
  const table = indices.map(
    index =>
      `#[unsafe(no_mangle)] extern "C" fn counted_${index}(n: u64) -> u64 { n.wrapping_mul(${2 * index + 3}) ^ ${index} }`,
  );
  const names = indices.map(index => `counted_${index}`).join(', ');
  const list = `static TABLE: [extern "C" fn(u64) -> u64; ${functions}] = [${names}];`;
  writeFileSync(`${program}.rs`, [SOURCE, ...table, list].join('\n'));
  execFileSync('rustc', ['--edition', '2024', '-o', program, `${program}.rs`]);
  return program;
}

/** A plan of a program of `buildCounted`, made by hand. */
export function countedPlan(program: string, functions: number): ProbePlan {
  const symbols = Array.from({ length: functions }, (_, index) => `counted_${index}`);
  return located(
    planOf(
      program,
      symbols.map(symbol => ({ symbol, captures: [] })),
    ),
  );
}

export function startCounted(program: string): CountedProgram {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const numbers = (text = ''): number[] => text.split(',').map(Number);
  return {
    child,
    tell: async line => {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      const [done, begun] = String(answer.value).split(' ');
      return { done: numbers(done), begun: numbers(begun) };
    },
    end: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
