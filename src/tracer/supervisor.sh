# Runs "$@" in the foreground, as root, and ends it at a "stop" line or the end of stdin, whichever comes first.
# $1: seconds from the first SIGINT to SIGKILL. Started by supervisor.ts as: /bin/sh -c "$(cat supervisor.sh)" rust-trace 10 COMMAND...
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
    [ $((ticks % 10)) -ne 0 ] || kill -INT "$tracer" # again each second: Python can lose one in a callback
    sleep 0.1
    ticks=$((ticks + 1))
  done
  is_alive && kill -KILL "$tracer"
}
# At a terminal Ctrl-C does this, and a watcher would read what is typed next.
[ -t 3 ] || watch >/dev/null 2>&1 &
exec "$@" 3<&-
