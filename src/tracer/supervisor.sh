# Runs COMMAND as root in the foreground, and ends it at a "stop" line, at the end of stdin or when its time is over.
# Started by supervisor.ts: /bin/sh -c "$(cat supervisor.sh)" rust-trace FIRST NEXT GRACE LIMIT COMMAND...
# FIRST: the signal that asks twice a second, INT or TERM. NEXT: the one that does from half of GRACE on. GRACE: seconds from the
# first signal to SIGKILL. LIMIT: seconds, or empty.
tracer=$$ signal=$1 next=$2 grace=$3 limit=$4
shift 4
PATH=/usr/sbin:/usr/bin:/sbin:/bin
echo "rust-trace: pid $tracer" >&2
exec 3<&0 </dev/null

# The watcher is a child of the tracer, so a number that another process has taken over is never signalled.
is_alive() { read -r _ _ _ parent _ </proc/self/stat && [ "$parent" = "$tracer" ]; }

watch() {
  # The death of whoever holds the other end of stdin ends it too.
  ${limit:+timeout "$limit"} /bin/sh -c 'while IFS= read -r line && [ "$line" != stop ]; do :; done' rust-trace <&3
  # As coreutils' timeout says it, and as busybox' does.
  case $? in 124 | 143) echo 'rust-trace: time is up' >&4 ;; esac
  # Who began under a parent that ignores SIGINT does so too: the second of the ignored signals, in hexadecimal.
  case $signal$(sed -n 's/^SigIgn:.*\(.\)$/\1/p' "/proc/$tracer/status") in INT[2367abef]) signal=$next ;; esac
  # A SIGINT may go by: Python drops it in a function that C has called, where bcc's trace is nearly always in a flood. TERM comes
  # late, since the kernel forgets a probe that a tracer is taking out when it is killed: it stays in the program for good.
  tick=0
  while is_alive && [ "$tick" -lt $((grace * 10)) ]; do
    [ "$tick" -lt $((grace * 5)) ] || signal=$next
    [ $((tick % 5)) -ne 0 ] || kill -s "$signal" "$tracer"
    sleep 0.1
    tick=$((tick + 1))
  done
  is_alive && kill -s KILL "$tracer"
}

# Where stdin is a terminal, Ctrl-C ends the tracer, and a watcher would read what is typed next.
if [ ! -t 3 ]; then
  # FIRST is TERM where the caller has a terminal: its Ctrl-C reaches the tracer too, which still has hits to bring.
  [ "$signal" = INT ] || trap '' INT
  watch 4>&2 >/dev/null 2>&1 &
fi
# In the foreground, since a shell makes what it starts in the background deaf to SIGINT.
exec "$@" 3<&-
