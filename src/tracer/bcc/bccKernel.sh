# Runs COMMAND where it finds HEADER in place of all headers of the kernel, and none of the kernel's symbols: at each start bcc
# reads megabytes of both, of which a probe on a program needs a page and none. They lie in a mount namespace of COMMAND's own,
# which nobody else sees and which is gone when it is. Where there can be none, it runs with what the machine has.
# Started by bccKernel.ts: /bin/sh -c "$(cat bccKernel.sh)" rust-trace HEADER COMMAND...
inside='
IFS=.-+ read -r major minor _ </proc/sys/kernel/osrelease
read -r release </proc/sys/kernel/osrelease
folder=/lib/modules/$release/build/include
# Every name that bcc and its trace include is there, and empty: kconfig.h is included before them, by the compiler. Those of
# the last line trace includes where words of a probe, e.g. of its path, make it think of them.
fill() {
  mkdir -p "$folder/linux" "$folder/uapi/linux" "$folder/asm" &&
    for name in linux/bpf_common linux/log2 linux/ptrace linux/sched linux/types linux/version asm/page \
      uapi/linux/bpf uapi/linux/if_ether uapi/linux/if_packet uapi/linux/ptrace \
      linux/blkdev linux/fs linux/netdevice linux/slab linux/time; do
      : >"$folder/$name.h"
    done &&
    printf "#define RT_MAJOR %d\n#define RT_MINOR %d\n%s\n" "$major" "$minor" "$1" >"$folder/linux/kconfig.h"
}
if mount -t tmpfs -o size=1m,mode=700 none /lib/modules; then
  if fill "$1"; then mount --bind "$folder/linux/types.h" /proc/kallsyms; else umount /lib/modules; fi
fi 2>/dev/null
shift
exec "$@"'

IFS=. read -r major _ </proc/sys/kernel/osrelease
# What is unmounted elsewhere is unmounted in here too.
if [ "$major" -ge 5 ] && unshare -m --propagation slave true 2>/dev/null; then
  exec unshare -m --propagation slave /bin/sh -c "$inside" rust-trace "$@"
fi
shift
exec "$@"
