/** How long it takes until the extension, the server and the command line are there, and how much code is loaded for it. */

import { buildDemo } from '../../../test/support/demo.ts';
import { spreadText, table } from '../markdown.ts';
import { atMost, digits, type Section } from '../section.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { commandLineStarts, NODE_ALONE } from './commandLine.ts';
import { serverStartMs } from './serverStart.ts';
import { sizes } from './sizes.ts';
import { activations } from './windows.ts';

const WINDOWS_TEXT = `_Activation_ is loading and \`activate()\`, in a new window of VS Code each; nothing else does the same work, so that
there is no rival. _To the first lenses_ includes the start of the server. _The server alone_: from the start of its
process to the functions of the sample's \`main.rs\`.`;

const COMMAND_TEXT = `The command line, a new process each, beside Node evaluating \`1\`; _cold_ finds no index on disk. \`resolve\` asks cargo
about the sample and reads its program.`;

const SIZES_TEXT = `Code, from esbuild's metafiles: activation loads \`extension\` alone. _Programs_ are the server and the command line, which
share their pieces; the sources are those of every module that was looked at.`;

export const activation: Section = {
  name: 'activation',
  document: 'docs/benchmarks.md',
  title: 'Activation and start',
  tools: { '/usr/bin/time': 'time' },
  run: async context => {
    await buildDemo();
    const { text: sizesTable, extensionBytes } = await sizes();
    const server: number[] = [];
    for (let round = 0; round <= context.rounds; round++) {
      const ms = await serverStartMs();
      // The first one fills the kernel's caches.
      if (round > 0) server.push(ms);
    }
    const commands = await commandLineStarts(context);
    const windows = await activations(context);
    const starts: [string, Spread][] = [
      ['activation', spreadOf(windows.map(({ activateMs }) => activateMs))],
      ['activation, to the first lenses', spreadOf(windows.map(({ lensesMs }) => lensesMs))],
      ['the server alone, to its first answer', spreadOf(server)],
    ];
    const node = spreadOf(commands.get(NODE_ALONE)?.map(({ cpuMs }) => cpuMs) ?? []).median;
    const commandRows = [...commands].map(([name, costs]) => {
      const cpu = spreadOf(costs.map(({ cpuMs }) => cpuMs)).median;
      return [name, spreadText(spreadOf(costs.map(({ ms }) => ms))), digits(cpu), digits(cpu / node)];
    });
    const texts = [
      WINDOWS_TEXT,
      table(
        ['start', 'time, ms'],
        starts.map(([name, spread]) => [name, spreadText(spread)]),
      ),
      COMMAND_TEXT,
      table(['command', 'time, ms', 'processor time, ms', 'processor time ÷ Node'], commandRows),
      SIZES_TEXT,
      sizesTable,
    ];
    const aims = [atMost('code that activation loads', 300, extensionBytes / 1000, figure => `${figure} kB`)];
    return { text: texts.join('\n\n'), aims };
  },
};
