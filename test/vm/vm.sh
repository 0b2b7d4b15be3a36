#!/bin/bash
# Runs a script of bash as root on another kernel, in a virtual machine: npm run vm -- SCRIPT [DIRECTORY]
# What the script prints goes to DIRECTORY/log, and what it writes to /out goes to DIRECTORY. Ends with the script's exit code, 125 if
# it did not end in LIMIT seconds. ACCEL, MEMORY and LIMIT are read from the environment. README.md has more.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
script=$(realpath "${1:?usage: npm run vm -- SCRIPT [DIRECTORY]}")
out=$(realpath -m "${2:-${TMPDIR:-/tmp}/fivesec-vm}")
home=${XDG_CACHE_HOME:-$HOME/.cache}/fivesec/vm
[ -d "$home/layer/usr/lib/modules" ] || bash "$here/fetch.sh" "$home"
release=$(basename "$home"/kernel/lib/modules/*)

# The first file system, in memory: busybox, and the modules that reach the host's directories.
ram=$(mktemp -d)
trap 'rm -rf "$ram" "$ram.cpio"' EXIT
mkdir -p "$ram/modules" "$ram/etc" "$out"
cp "$home/layer/usr/bin/busybox" "$ram/busybox"
install -m 755 "$here/init.sh" "$ram/init"
for module in virtio/virtio_ring virtio/virtio virtio/virtio_pci_modern_dev virtio/virtio_pci_legacy_dev virtio/virtio_pci \
  netfs/netfs fscache/fscache 9p/9pnet 9p/9pnet_virtio 9p/9p overlayfs/overlay; do
  cp "$(find "$home/kernel/lib/modules/$release/kernel" -path "*/$module.ko")" "$ram/modules/"
  basename "$module.ko" >> "$ram/modules/order"
done
for file in passwd group nsswitch.conf alternatives ld.so.cache ld.so.conf ld.so.conf.d protocols services; do
  cp -a "/etc/$file" "$ram/etc/"
done
(cd "$ram" && find . | ./busybox cpio -o -H newc) > "$ram.cpio" 2> /dev/null

rm -f "$out/code"
cp "$script" "$out/script.sh"
cp "$here/order.sh" "$out/order.sh"
shares=()
share() { shares+=(-fsdev "local,id=$1,path=$2,security_model=none$3" -device "virtio-9p-pci,fsdev=$1,mount_tag=$1"); }
share usr /usr ,readonly=on
share layer "$home/layer" ,readonly=on
share tree "$tree" ,readonly=on
share out "$out" ''
# -accel kvm is quick where the host's CPU gives it; the default works everywhere.
read -r -a accel <<< "${ACCEL:--accel tcg,thread=multi -cpu max}"
timeout "${LIMIT:-900}" qemu-system-x86_64 "${accel[@]}" -smp 2 -m "${MEMORY:-2500M}" -nographic -no-reboot -nic none \
  -kernel "$home/kernel/boot/vmlinuz-$release" -initrd "$ram.cpio" \
  -append 'console=ttyS0 quiet tsc=reliable clocksource=tsc panic=-1' "${shares[@]}" < /dev/null > "$out/console" 2>&1 || true
exit "$(cat "$out/code" 2> /dev/null || echo 125)"
