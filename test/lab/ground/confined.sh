#!/bin/sh
# usage: confined.sh CGROUP NAMESPACE PROGRAM [ARGUMENT...]
# Runs a program in a CPU cgroup and a network namespace, and shows it that cgroup as the root of all cgroups, as a
# container's runtime does. `ip netns exec` lays a fresh /sys over the one that has the cgroups, so they are carried
# across on /mnt, in a mount namespace of our own.
set -e
case "$CONFINED" in
'')
  echo $$ > "$1/cgroup.procs"
  CONFINED=joined exec unshare --mount sh "$0" "$@"
  ;;
joined)
  mount --bind "$1" /mnt
  CONFINED=inside exec ip netns exec "$2" sh "$0" "$@"
  ;;
inside)
  mount -t tmpfs cgroup /sys/fs/cgroup
  mkdir /sys/fs/cgroup/cpu
  mount --bind /mnt /sys/fs/cgroup/cpu
  umount /mnt
  shift 2
  unset CONFINED
  exec "$@"
  ;;
esac
