/**
 * The program behind askpass.sh: fetches the password from askpass.ts over its socket and prints it for sudo.
 * Exits with 1, having printed nothing, when the person cancelled.
 */

import { connect } from 'node:net';

const { RUST_TRACE_SOCKET: socketPath, RUST_TRACE_NONCE: nonce } = process.env;
const question = process.argv[2] ?? '';

if (socketPath === undefined || nonce === undefined) {
  console.error('This program is run by sudo for Rust Trace.');
  process.exitCode = 1;
} else {
  process.exitCode = 1;
  const socket = connect(socketPath);
  socket.on('error', error => {
    console.error(error.message);
  });
  socket.on('data', chunk => {
    process.stdout.write(chunk);
    process.exitCode = 0;
  });
  socket.write(`${JSON.stringify({ nonce, question })}\n`);
}
