# Runs "$@" in the foreground, as root, and ends it at a "stop" line or the end of stdin, whichever comes first.
# $1: seconds from the first SIGTERM to SIGKILL. Started by supervisor.ts as: /bin/sh -c "$(cat supervisor.sh)" rust-trace 10 COMMAND...
tracer=$$ grace=$1
shift
echo "rust-trace: pid $tracer" >&2
exec 3<&0 </dev/null

# The watcher is a child of the tracer, so a number that another process has taken over is never signalled.
is_alive() { read -r _ _ _ parent _ </proc/self/stat && [ "$parent" = "$tracer" ]; }
watch() {
  while read -r line <&3 && [ "$line" != stop ]; do :; done
  ticks=0
  while is_alive && [ "$ticks" -lt $((grace * 10)) ]; do
    [ $((ticks % 10)) -ne 0 ] || kill -TERM "$tracer"
    sleep 0.1
    ticks=$((ticks + 1))
  done
  is_alive && kill -KILL "$tracer"
}
# Ctrl-C at a terminal reaches every process there. Where there is a watcher, it says when: what was hit before is still
# to be read. Where stdin is the terminal, Ctrl-C ends the tracer, and a watcher would read what is typed next.
if [ ! -t 3 ]; then
  trap '' INT
  watch >/dev/null 2>&1 &
fi
exec "$@" 3<&-
