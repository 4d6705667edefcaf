/**
 * The least that a uprobe costs, by hand: one uprobe event of tracefs without arguments, in an instance of its own,
 * enabled, with a filter that no hit passes, so that the kernel counts in `uprobe_profile` and records nothing. No reader.
 */

import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import type { Contender } from './contender.ts';

const TRACING = '/sys/kernel/tracing';

export const FLOOR: Contender = {
  name: 'a counting uprobe event, bare: the floor',
  watches: () => true,
  calls: 300_000,
  watch: ({ binary, plan }) => {
    const place = plan.probes[0]?.place;
    if (place === undefined) throw new Error('no place for a probe');
    const name = `hits_floor_${process.pid}`;
    const instance = `${TRACING}/instances/${name}`;
    const put = (file: string, text: string): void => {
      appendFileSync(file, `${text}\n`);
    };
    mkdirSync(instance);
    put(`${TRACING}/uprobe_events`, `p:${name}/hit ${binary}:0x${place.fileOffset.toString(16)}`);
    put(`${instance}/events/${name}/hit/filter`, 'common_pid == 0');
    put(`${instance}/events/${name}/enable`, '1');
    return Promise.resolve({
      end: () => {
        put(`${instance}/events/${name}/enable`, '0');
        const profile = readFileSync(`${TRACING}/uprobe_profile`, 'utf8');
        rmdirSync(instance);
        put(`${TRACING}/uprobe_events`, `-:${name}/hit`);
        const line = profile.split('\n').find(each => each.includes(binary));
        return Promise.resolve(Number(line?.trim().split(/\s+/).at(-1)));
      },
    });
  },
};

export const UNPROBED: Contender = {
  name: 'no probe',
  watches: () => true,
  calls: 5_000_000,
  watch: () => Promise.resolve({ end: () => Promise.resolve(null) }),
};
