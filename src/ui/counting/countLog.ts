/** What happens to counts, as lines of the output panel: who counts, the exact command, start, end and warnings. Pure. */

import { type HumanErrorDetail, wholeMessage } from '../../model/humanError.ts';
import { unprobedInstances } from '../../model/probePlan.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { CountStore } from '../../session/countStore.ts';
import { oneLine } from '../../session/oneLine.ts';
import type { EndReason } from '../../tracer/tracer.ts';
import { countText } from '../../model/numberText.ts';

export interface CountLogOptions {
  readonly store: CountStore;
  readonly write: (line: string) => void;
  readonly onFailure: (error: HumanErrorDetail) => void;
}

/** What of a session has been told of. */
interface Told {
  command: string | null;
  tracer: string | null;
  state: CountSession['state']['kind'];
  messages: readonly string[];
}

export class CountLog {
  readonly #options: CountLogOptions;
  readonly #told = new WeakMap<CountSession, Told>();
  readonly #unsubscribe: () => void;

  constructor(options: CountLogOptions) {
    this.#options = options;
    this.#unsubscribe = options.store.onDidChange(() => {
      for (const session of options.store.all()) this.#tell(session);
    });
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #tell(session: CountSession): void {
    const { write, onFailure } = this.#options;
    const name = oneLine(session.plan.title);
    let told = this.#told.get(session);
    if (told === undefined) {
      told = { command: null, tracer: null, state: 'idle', messages: [] };
      this.#told.set(session, told);
      write(`${name}: counting ${countText(session.plan.functions.length, 'function')}${uncountedText(session)}`);
    }
    const { carrier, state, messages } = session;
    if (carrier.tracer !== told.tracer && carrier.tracer !== null) {
      told.tracer = carrier.tracer;
      write(`${name}: counted with ${carrier.tracer}${carrier.reason === null ? '' : `: ${oneLine(carrier.reason)}`}`);
    }
    if (carrier.command !== told.command && carrier.command !== null) {
      told.command = carrier.command;
      write(oneLine(carrier.command));
    }
    if (messages !== told.messages) {
      told.messages = messages;
      // One comes at a time.
      const newest = messages.at(-1);
      if (newest !== undefined) write(`${name}: ${oneLine(newest)}`);
    }
    if (state.kind === told.state) return;
    const before = told.state;
    told.state = state.kind;
    if (state.kind === 'authorising') write(`${name}: waiting for the password…`);
    else if (state.kind === 'paused') write(`${name}: paused`);
    else if (state.kind === 'counting') {
      write(
        before === 'paused'
          ? `${name}: counted again`
          : `${name}: attached, ${countText(session.plan.places.length, 'probe')}`,
      );
    } else if (state.kind === 'ended') {
      write(`${name}: ${endText(state.reason)}${totalText(session)}`);
      if (state.reason.kind === 'failed') onFailure(state.reason.error);
    }
  }
}

function uncountedText({ plan }: CountSession): string {
  const uncounted = unprobedInstances({ unprobed: plan.uncounted });
  if (uncounted === 0) return '';
  const reasons = plan.uncounted.map(({ reason }) => oneLine(reason)).join('; ');
  return `, without ${countText(uncounted, 'instance')}: ${reasons}`;
}

function totalText({ hasReport, total, isTotalExact: isExact }: CountSession): string {
  return hasReport ? `, ${countText(total, 'call', isExact)}` : '';
}

function endText(reason: EndReason): string {
  switch (reason.kind) {
    case 'stopped':
      return 'stopped';
    case 'processEnded':
      return `process ${reason.pid} has ended`;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${oneLine(wholeMessage(reason.error))}`;
  }
}
