# Sets probes through the kernel's uprobe events, as root, and forwards what they record; takes all of it back at the end.
# Started by command.ts as: /bin/sh -c "$(cat tracefs.sh)" rust-trace SECONDS KIB PROCESS 'EVENT PATH:OFFSET FIELDS'...
# SECONDS: ends by itself then, 0 for never. KIB: ring memory a processor. PROCESS: only its hits, 0 for all.
seconds=$1 kib=$2 process=$3
shift 3
PATH=/usr/sbin:/usr/bin:/sbin:/bin
tracing=/sys/kernel/tracing
# Processes of another pid namespace have numbers of their own.
space=$(readlink /proc/self/ns/pid | tr -cd 0-9)
name=rust_trace_${space}_$$
here=$tracing/instances/$name

say() { printf 'rust-trace: %s\n' "$1" >&2; }
put() { printf '%s\n' "$1" >>"$2"; }

# Removes the events of a trace, then its instance, which takes until no reader holds it. $1: the name of both.
remove() {
  [ ! -e "$tracing/instances/$1/events/$1" ] || put 0 "$tracing/instances/$1/events/$1/enable"
  sed -n "s|^p:\($1/[^ ]*\) .*|-:\1|p" $tracing/uprobe_events | sort -u |
    while read -r event; do put "$event" $tracing/uprobe_events; done
  turns=0
  until [ $turns -gt 50 ] || [ ! -e "$tracing/instances/$1" ] || rmdir "$tracing/instances/$1"; do
    for reader in $(grep -ls "if=$tracing/instances/$1/" /proc/[0-9]*/cmdline | tr -cd '0-9\n'); do kill -KILL "$reader"; done
    sleep 0.05
    turns=$((turns + 1))
  done
} 2>/dev/null

# A page a read. dd is to open the ring as its stdin: a ring whose descriptor was moved ends when it is empty. It may end
# at other times too, when the kernel finds it empty and filling at once.
read_ring() {
  exec >&4 4>&- 2>/dev/null
  while [ -e "$here/events/$name" ] && dd bs=64k if="$1" <&-; do sleep 0.05; done
}

record() { for event in "$here/events/$name"/r*_$$; do [ ! -e "$event" ] || put "$1" "$event/enable"; done; }
hits() {
  sed -n "s/^.* count_$$ *\([0-9]*\)$/rust-trace: hits \1/p" $tracing/uprobe_profile >&2
  sed -n 's/^overrun: /rust-trace: lost /p' "$here"/per_cpu/cpu*/stats >&2
  say 'hits end'
}

# Returns when it was told to, at the end of stdin, or when something is missing.
trace() {
  # Whom the other side of the pipe ends by time: with SIGPIPE, of which no shell speaks.
  read -r left _ </proc/self/stat && echo "$left"
  say "pid $$"
  [ -e $tracing/uprobe_events ] || { say 'failed: no uprobe_events'; return; }
  for left in $tracing/instances/rust_trace_"${space}"_*; do
    grep -qs rust-trace "/proc/${left##*_}/cmdline" || remove "${left##*/}"
  done
  mkdir "$here" && put mono "$here/trace_clock" && put "$kib" "$here/buffer_size_kb" || { say 'failed: no instance'; return; }
  put 1 "$here/options/record-tgid"
  for probe; do
    put "p:$name/${probe%% *}_$$ ${probe#* }" $tracing/uprobe_events && continue
    say 'failed: no probe' && tail -n 3 $tracing/error_log >&2
    return
  done
  if [ "$process" -gt 0 ]; then
    put 1 "$here/options/event-fork"
    for thread in /proc/"$process"/task/*; do put "${thread##*/}" "$here/set_event_pid"; done
  fi
  # Counts and records nothing: process 0 runs no program.
  put 'common_pid == 0' "$here/events/$name/count_$$/filter"
  sed 's/^/rust-trace: format /' $tracing/events/header_page "$here/events/$name"/r*_$$/format >&2
  for ring in "$here"/per_cpu/cpu*; do read_ring "$ring/trace_pipe_raw" & done
  put 1 "$here/events/$name/enable" || { say 'failed: not enabled'; return; }
  say attached
  while read -r command words; do
    case $command in
    hits) hits ;;
    count) record 0 && say counting ;;
    record) record 1 && say recording ;;
    threads) grep -E -e "$words" $tracing/saved_tgids | sed 's/^/rust-trace: thread /' >&2 && say 'threads end' ;;
    finish)
      put 0 "$here/events/$name/enable"
      turns=0
      while [ $turns -lt 100 ] && grep -qs '^entries: [1-9]' "$here"/per_cpu/cpu*/stats; do
        sleep 0.05
        turns=$((turns + 1))
      done
      hits && say finished
      ;;
    stop) return ;;
    esac
  done
}

# What is traced is taken back when nothing holds the pipe any more: also when the left side was killed.
trap '' INT HUP TERM
exec 4>&1
trace "$@" | {
  exec 4>&-
  read -r left
  if [ "$seconds" -gt 0 ]; then timeout "$seconds" cat || { say 'time is up' && kill -PIPE "$left"; }; else cat; fi >/dev/null
  remove "$name"
}
