# Runs a command on this machine as if bcc, its Python module and all kernel headers had never been installed.
# For `unshare --mount --propagation private sh withoutBcc.sh SCRATCH COMMAND …`: what is hidden is hidden from that
# command and its children alone. SCRATCH: an empty folder for what the overlays need.
set -eu
scratch=$1
shift
mount -t tmpfs tmpfs "$scratch"
for folder in /usr/sbin /usr/share/bcc /usr/lib/python3/dist-packages /lib/modules /usr/src; do
  [ -d "$folder" ] || continue
  place=$scratch$folder
  mkdir -p "$place/upper" "$place/work"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=$place/upper,workdir=$place/work" "$folder"
done
rm -rf /usr/sbin/*-bpfcc /usr/share/bcc/* /usr/lib/python3/dist-packages/bcc /lib/modules/* /usr/src/*
exec "$@"
