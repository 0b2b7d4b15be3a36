#!/bin/bash
# Gets what the virtual machine needs and the host need not have, from Debian's packages: bash test/vm/fetch.sh DIRECTORY
# Makes DIRECTORY/kernel (the kernel and its modules) and DIRECTORY/layer (lies over the host's /usr). Installs nothing.
set -euo pipefail
home=$(realpath -m "$1")
mkdir -p "$home/deb"
cd "$home"
rm -rf kernel layer
image=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
(cd deb && rm -f ./*.deb && apt-get download -q "$image" busybox-static ipvsadm kmod libkmod2 libnl-3-200 libnl-genl-3-200 libpopt0)

mkdir -p kernel layer/usr/bin layer/usr/sbin layer/usr/lib
dpkg -x deb/"$image"_*.deb kernel
for package in deb/*.deb; do
  case "$package" in deb/linux-image-*) continue ;; esac
  rm -rf unpacked
  dpkg -x "$package" unpacked
  # The host has one directory for /bin and /usr/bin, and so on; the packages have two.
  for part in bin sbin lib; do [ ! -d "unpacked/$part" ] || cp -a "unpacked/$part/." "layer/usr/$part/"; done
  cp -a unpacked/usr/. layer/usr/
done
rm -rf unpacked layer/usr/share

ln -sfn ../bin/kmod layer/usr/sbin/depmod
LD_LIBRARY_PATH="$home/layer/usr/lib/$(uname -m)-linux-gnu" layer/usr/sbin/depmod -b "$home/kernel" "$(basename kernel/lib/modules/*)"
mkdir -p layer/usr/lib/modules
cp -al kernel/lib/modules/. layer/usr/lib/modules/
