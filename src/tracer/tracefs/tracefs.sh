# Sets probes through the kernel's uprobe events, as root, and forwards what they record; takes all of it back at the end.
# Started by command.ts as: /bin/sh -c "$(cat tracefs.sh)" rust-trace SECONDS KIB PROCESS DEFINITION...
# DEFINITION: 'EVENT PATH:OFFSET FIELDS' or, after those, 'filter EVENT FILTER'. Or 'counts PATH OFFSET...' alone: the hits
# of each place are counted and nothing is recorded.
# SECONDS: ends by itself then, 0 for never. KIB: ring memory a processor. PROCESS: only its hits, 0 for all.
seconds=$1 kib=$2 process=$3
shift 3
PATH=/usr/sbin:/usr/bin:/sbin:/bin
tracing=/sys/kernel/tracing
# Processes of another pid namespace have numbers of their own.
space=$(readlink /proc/self/ns/pid)
space=${space#*[}
space=${space%]}
id=${space}_$$
name=rust_trace_$id
here=$tracing/instances/$name
case $1 in counts\ *) counts=1 ;; *) counts= ;; esac

say() { printf 'rust-trace: %s\n' "$1" >&2; }
put() { printf '%s\n' "$1" >>"$2"; }

# The event that counts is only to be hit: as one that a trigger may enable, the kernel counts it in uprobe_profile and makes
# nothing of it, no record and no comparison. This trigger never does. $1: the name of a trace, $2: '!' takes it back.
count_hits() {
  put "$2enable_event:$1:count_${1#rust_trace_} if pid == 0" "$tracing/instances/$1/events/task/task_rename/trigger"
}

# Removes the events of a trace, then its instance, which takes until no reader holds it. $1: the name of both.
remove() {
  count_hits "$1" !
  [ ! -e "$tracing/instances/$1/events/$1" ] || put 0 "$tracing/instances/$1/events/$1/enable"
  for event in "$tracing/events/$1"/*/; do
    event=${event%/}
    [ ! -e "$event" ] || put "-:$1/${event##*/}" $tracing/uprobe_events
  done
  turns=0
  until [ $turns -gt 50 ] || [ ! -e "$tracing/instances/$1" ] || rmdir "$tracing/instances/$1"; do
    for reader in $(ls -l /proc/[0-9]*/fd/0 | sed -n "s|.* /proc/\([0-9]*\)/fd/0 -> $tracing/instances/$1/.*|\1|p"); do
      kill -KILL "$reader"
    done
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

# $1: the letter of the events, $2: 1 to record, 0 not to. What is enabled last is passed first: entries before exits.
record() {
  for event in "$here/events/$name/$1"*_"$id"; do [ ! -e "$event" ] || put "$2" "$event/enable" || return; done
}
# Counts alone may be of thousands of places: bare numbers on stdout. The space ends the name: another's may begin with it.
totals() { echo hits && sed -n "s/^.* count_$id  *//p" $tracing/uprobe_profile && echo end; }
hits() {
  [ ! "$counts" ] || { totals >&4; return; }
  sed -n "s/^.* count_$id  *\([0-9]*\)$/rust-trace: hits \1/p" $tracing/uprobe_profile >&2
  sed -n 's/^overrun: /rust-trace: lost /p' "$here"/per_cpu/cpu*/stats >&2
  say 'hits end'
}

begin() { count_hits "$name" '' && record x 1 && record r 1; }
rest() { put 0 "$here/events/$name/enable" && count_hits "$name" !; }

# Returns when all that was hit has been read, or is not read in five seconds.
finish() {
  rest
  turns=0
  while [ $turns -lt 100 ] && grep -qs '^entries: [1-9]' "$here"/per_cpu/cpu*/stats; do
    sleep 0.05
    turns=$((turns + 1))
  done
  hits
}

# $1: 'EVENT PATH:OFFSET FIELDS'.
define() {
  put "p:$name/${1%% *}_$id ${1#* }" $tracing/uprobe_events && return
  say 'failed: no probe' && tail -n 3 $tracing/error_log >&2
  return 1
}

# Says how what is recorded is to be read.
formats() { sed 's/^/rust-trace: format /' "$here/events/header_page" "$here/events/$name"/[rx]*_"$id"/format >&2; }

# Returns when it was told to, at the end of stdin, or when something is missing.
trace() {
  # Whom the other side of the pipe ends by time: with SIGPIPE, of which no shell speaks.
  read -r own _ </proc/self/stat && echo "$own"
  say "pid $$"
  [ -e $tracing/uprobe_events ] || { say 'failed: no uprobe_events'; return; }
  # What is read late comes out of order, and a busy machine makes readers late. Those begin with the priority of this process.
  renice -n -10 -p $$ "$own" >/dev/null 2>&1 &
  for old in $tracing/instances/rust_trace_"${space}"_*; do
    [ -e "$old" ] || break
    old=${old##*/}
    [ "$old" != "$name" ] && grep -qs rust-trace "/proc/${old##*_}/cmdline" || remove "$old"
  done
  mkdir "$here" || { say 'failed: no instance'; return; }
  for probe; do
    case $probe in
    filter\ *)
      probe=${probe#filter }
      put "${probe#* }" "$here/events/$name/${probe%% *}_$id/filter" && continue
      say 'failed: no condition' && head -n 5 "$here/events/$name/${probe%% *}_$id/filter" >&2
      return
      ;;
    counts\ *)
      target=${probe#counts } target=${target%% *}
      # Offsets are digits alone, of which the shell makes words and nothing else.
      for offset in ${probe#counts * }; do define "count $target:$offset" || return; done
      ;;
    *) define "$probe" || return ;;
    esac
  done
  # The kernel lets whoever changes a ring wait for grace periods of some milliseconds, in which other things can be done.
  [ "$counts" ] || formats &
  put mono "$here/trace_clock" && put "$kib" "$here/buffer_size_kb"
  is_ready=$?
  wait
  [ $is_ready = 0 ] || { say 'failed: no instance'; return; }
  # An instance begins with the options that somebody has set for the whole machine.
  put 1 "$here/options/overwrite"
  put 1 "$here/options/record-tgid"
  if [ "$process" -gt 0 ]; then
    put 1 "$here/options/event-fork"
    put "$process" "$here/set_event_pid"
    # Threads that are in the list bring theirs into it; others may begin one while they are put there.
    while threads=$(ls "/proc/$process/task" 2>/dev/null | grep -vxFf "$here/set_event_pid"); do
      for thread in $threads; do put "$thread" "$here/set_event_pid" || { say 'failed: no filter'; return; }; done
    done
  fi
  [ "$counts" ] || for ring in "$here"/per_cpu/cpu*; do read_ring "$ring/trace_pipe_raw" & done
  begin || { say 'failed: not enabled'; return; }
  say attached
  returns=1
  while read -r command words; do
    case $command in
    hits) hits ;;
    count) record r 0 && record x 0 && say counting ;;
    record) { [ "$returns" = 0 ] || record x 1; } && record r 1 && say recording ;;
    noreturns) returns=0 && record x 0 && say 'returns 0' ;;
    returns) returns=1 && record x 1 && say 'returns 1' ;;
    threads) grep -E "^($words) " $tracing/saved_tgids | sed 's/^/rust-trace: thread /' >&2 && say 'threads end' ;;
    pause) rest ;;
    resume) begin ;;
    finish) finish && say finished ;;
    stop) return ;;
    esac
  done
}

# What is traced is taken back when nothing holds the pipe any more: also when `trace` was killed, and when nobody reads
# what is said here.
trap '' INT HUP TERM
exec 4>&1
trace "$@" | {
  trap : PIPE
  read -r tracer
  if [ "$seconds" -gt 0 ]; then
    timeout -s PIPE "$seconds" cat || {
      say 'time is up'
      kill -PIPE "$tracer"
      [ ! -e "$here/events/$name" ] || finish
    }
  else cat; fi >/dev/null
  remove "$name"
}
