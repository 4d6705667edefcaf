/**
 * A Unix socket that only this user's programs can reach, and that no death of this process leaves behind.
 * Its file is removed as soon as it exists; what connects goes by `/proc/PID/fd/N`, which the kernel opens to the same
 * user alone (proc(5), PTRACE_MODE_READ_FSCREDS). Until then the file lies, mode 0600, in a folder of mode 0700.
 */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HumanError } from '../model/humanError.ts';

export interface HiddenSocket {
  readonly path: string;
  /** Ends every connection too. Safe to call more than once. */
  close(): void;
}

/** Names a file without opening it (open(2)); Node has no constant for it. The same on x86-64 and AArch64. */
const O_PATH = 0o10000000;

/** Longest path of a Unix socket is 107 bytes (sys/un.h); a folder that leaves no room is not used. */
const LONGEST_FOLDER = 70;

export async function listenHidden(serve: (socket: Socket) => void): Promise<HiddenSocket> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  // The kernel closes the descriptors of a process that may not be looked into, e.g. one with file capabilities.
  const isReachable = statSync(`/proc/${process.pid}/fd`).uid === process.geteuid?.();
  const listening = once(server, 'listening');
  const folder = makeFolder();
  const file = join(folder, randomBytes(8).toString('hex'));
  let descriptor: number;
  try {
    // Node binds at once and tells of it later. Nothing is waited for before the file is gone: a SIGKILL would leave it.
    server.listen({ path: file, exclusive: true });
    if (!existsSync(file)) await listening;
    chmodSync(file, 0o600);
    descriptor = openSync(file, O_PATH);
    if (isReachable) rmSync(folder, { recursive: true, force: true });
    await listening;
  } catch (error) {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  let isOpen = true;
  return {
    path: isReachable ? `/proc/${process.pid}/fd/${descriptor}` : file,
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      for (const socket of sockets) socket.destroy();
      server.close();
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In the first place that takes it: XDG_RUNTIME_DIR may be another user's after `su`. */
function makeFolder(): string {
  const places = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'];
  for (const place of places) {
    if (place === undefined || place === '' || place.length > LONGEST_FOLDER) continue;
    try {
      return mkdtempSync(join(place, 'rust-trace-'));
    } catch {
      continue;
    }
  }
  throw new HumanError({
    message: `No folder for a socket: ${places.filter(Boolean).join(', ')} cannot be written to.`,
  });
}
