/** `rust-trace count`: attaches, counts until what was asked for has happened, prints the numbers, and leaves nothing behind. */

import type { Silence } from '../model/absence.ts';
import type { CountPlan } from '../model/countPlan.ts';
import { CountRunner, probelessPlan } from '../session/countRunner.ts';
import type { CountSession } from '../session/countSession.ts';
import { CountStore } from '../session/countStore.ts';
import { cutTo } from '../session/oneLine.ts';
import type { AskSilence } from '../session/silenceWatch.ts';
import { WallClock } from '../session/wallClock.ts';
import type { Counter, CounterEvent, EndReason } from '../tracer/tracer.ts';
import { AskedEnd } from './askedEnd.ts';
import type { CountReport } from './countReport.ts';
import type { CountOptions } from './countWords.ts';
import { errorText } from './errorText.ts';

type Diagnose = (text: string) => void;

/** Resolves to the exit code; never rejects because of the counter. `interrupted` aborts on Ctrl-C. */
export async function runCount(
  plan: CountPlan,
  counter: Pick<Counter, 'start'>,
  askSilence: AskSilence,
  options: CountOptions,
  report: CountReport,
  diagnose: Diagnose,
  interrupted: AbortSignal,
): Promise<number> {
  const clocks = { wall: new WallClock(), nowMs: () => performance.now() };
  const loadCounter = () => Promise.resolve(counter);
  const runner = new CountRunner({ store: new CountStore(), loadCounter, clocks, silence: askSilence });
  const session = runner.start(plan, { everyMs: options.intervalMs });
  const asked = new AskedEnd(options, diagnose, () => {
    runner.stop(session);
  });
  const intervals = options.intervalMs === null ? null : new Intervals(session, clocks.wall, report);
  let isAttached = false;
  runner.onEvent(({ event }) => {
    if (event.type === 'attached') {
      isAttached = true;
      report.attached(plan, session.carrier);
      asked.begin();
    } else if (event.type === 'counts') intervals?.next();
    else tell(event, diagnose);
  });
  const known: { silence: Silence | null } = { silence: null };
  session.onDidChange(() => {
    if (!session.isRunning || session.silence === known.silence) return;
    known.silence = session.silence;
    if (known.silence !== null) diagnose(errorText(known.silence.detail));
  });
  const onInterrupt = (): void => {
    asked.end('interrupted');
  };
  if (interrupted.aborted) onInterrupt();
  interrupted.addEventListener('abort', onInterrupt);
  const reason = await ended(session);
  interrupted.removeEventListener('abort', onInterrupt);
  if (known.silence === null && session.hasReport && session.total === 0 && options.command.length === 0)
    known.silence = await askSilence(probelessPlan(plan), { calls: 0, polls: 0 }).catch(() => null);
  await asked.finish();
  await runner.dispose();
  const { hasReport, functions, total, reportedMs } = session;
  const { text, exitCode } = asked.judge(reason, isAttached);
  const isWhole = reason.kind === 'stopped' || reason.kind === 'processEnded';
  report.totals({
    functions: hasReport ? functions : null,
    total,
    isExact: session.isTotalExact && isWhole,
    isWhole,
    countedMs: reportedMs,
    reason: text,
    silence: total === 0 ? known.silence : null,
  });
  return hasReport ? exitCode : 1;
}

function tell(event: CounterEvent, diagnose: Diagnose): void {
  if (event.type === 'command') diagnose(`$ ${shortCommand(event.display)}\n`);
  else if (event.type === 'message') diagnose(`${event.text}\n`);
  else if (event.type === 'ended' && event.reason.kind === 'failed') diagnose(errorText(event.reason.error));
}

/** Of a command line, on a terminal: that of thousands of places is longer than anybody reads. */
const MOST_COMMAND = 4000;

function shortCommand(display: string): string {
  if (!process.stderr.isTTY || display.length <= MOST_COMMAND) return display;
  return `${cutTo(display, MOST_COMMAND)} (all of it where stderr is no terminal)`;
}

function ended(session: CountSession): Promise<EndReason> {
  return new Promise(resolve => {
    session.onDidChange(() => {
      if (session.state.kind === 'ended') resolve(session.state.reason);
    });
  });
}

/** What was entered between two reports; the last one ends with the count. */
class Intervals {
  readonly #session: CountSession;
  readonly #wall: WallClock;
  readonly #report: CountReport;
  #before: readonly number[];
  #beforeMs = 0;

  constructor(session: CountSession, wall: WallClock, report: CountReport) {
    this.#session = session;
    this.#wall = wall;
    this.#report = report;
    this.#before = session.functions.map(() => 0);
  }

  /** A report has come. */
  next(): void {
    const { functions, reportedMs, isExact } = this.#session;
    const now = functions.map(({ count }) => count);
    this.#report.interval({
      endNs: this.#wall.nowNs(),
      endMs: reportedMs,
      lengthMs: reportedMs - this.#beforeMs,
      isExact,
      rows: functions.map((fn, index) => ({
        name: fn.function.name,
        isExact: fn.isExact,
        count: (now[index] ?? 0) - (this.#before[index] ?? 0),
      })),
    });
    this.#before = now;
    this.#beforeMs = reportedMs;
  }
}
