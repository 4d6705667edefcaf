#!/usr/bin/env node
/**
 * `rust-trace`: the extension's core from a terminal. Reads the words, loads the command that they name, and sets the
 * exit code.
 */

import { version } from '../../package.json';
import { toHumanDetail } from '../model/humanError.ts';
import { diagnose } from './diagnose.ts';
import { errorText } from './errorText.ts';
import { parseInvocation, USAGE } from './options.ts';
import { UsageError } from './usageError.ts';

/** A command's own modules are evaluated when it is asked for. */
async function main(): Promise<number> {
  const invocation = parseInvocation(process.argv.slice(2));
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'trace':
      return (await import('./traceCommand.ts')).traceCommand(invocation.options);
    case 'count':
      return (await import('./countCommand.ts')).countCommand(invocation.options);
    case 'doctor':
      return (await import('./doctor.ts')).doctor(invocation.options, diagnose);
    case 'resolve':
      return (await import('./resolveCommand.ts')).resolveCommand(invocation.options);
    case 'processes':
      return (await import('./processesCommand.ts')).processesCommand(invocation.options);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  diagnose(errorText(toHumanDetail(error)));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
