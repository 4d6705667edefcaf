/** Files in the file system of a process (`/proc/PID/root/…`, proc_pid_root(5)): paths that such a file names are below the same root. */

const ROOT = /^\/proc\/\d+\/root(?=\/)/;

/** `/proc/PID/root` for a file below it, else empty. */
export function processRoot(file: string): string {
  return ROOT.exec(file)?.[0] ?? '';
}
