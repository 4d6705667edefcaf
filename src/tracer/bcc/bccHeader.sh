# Runs COMMAND with TEXT as the file /proc/self/fd/9, which has no name that another process could open or change.
# Started by bccHeader.ts: /bin/sh -c "$(cat bccHeader.sh)" rust-trace TEXT COMMAND...
file=
trap '[ -z "$file" ] || rm -f "$file"' EXIT
trap exit INT TERM
file=$(mktemp /run/rust-trace.XXXXXX) || exit
printf '%s\n' "$1" >"$file" || exit
exec 9<"$file"
rm -f "$file"
shift
exec "$@"
