# Turns new PID, mount, UTS and IPC namespaces into a machine of its own, then becomes its first process.
#   machine.sh PLACE HOSTNAME INIT
set -eu
place=$1
hostname "$2"
mkdir -p "$place/lib" "$place/log" "$place/sysctl" "$place/cgroup"
mount --make-rprivate /
# /sys shows the network of whoever mounts it. The cgroups stay the whole machine's.
mount --rbind /sys/fs/cgroup "$place/cgroup"
mount -t sysfs none /sys
mount --rbind "$place/cgroup" /sys/fs/cgroup
umount --lazy "$place/cgroup"
mount --bind "$place/lib" /var/lib
mount --bind "$place/log" /var/log
mount -t tmpfs -o mode=755 none /run
# The kubelet sets these for the whole machine: here it sets a copy.
for key in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  copy=$place/sysctl/$(echo "$key" | tr / .)
  cat "/proc/sys/$key" > "$copy"
  mount --bind "$copy" "/proc/sys/$key"
done
# Volumes of pods are seen in their containers.
mount --make-rshared /
exec "$3"
