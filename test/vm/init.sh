#!/busybox sh
# The first process of the virtual machine. Makes the root directory from the host's shares, and hands over to order.sh.
# The shares: "usr" (the host's /usr), "layer" (kernel modules and packages), "tree" (the clone), "out" (the only one that can be written).
export PATH=/bin
/busybox mkdir -p /bin /proc /sys /dev /new
/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module"; done < /modules/order

mount -t tmpfs -o size=2g root /new
cd /new || exit
mkdir -p usr etc proc sys dev run tmp root var/lib var/log clone out mnt/usr mnt/layer mnt/tree mnt/up/usr mnt/up/usr.work mnt/up/tree mnt/up/tree.work
for part in bin sbin lib lib64; do ln -s "usr/$part" "$part"; done
share() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$3" "$1" "/new/$2"; }
share usr mnt/usr ro,cache=loose
share layer mnt/layer ro,cache=loose
share tree mnt/tree ro,cache=loose
share out out rw,cache=none
mount -t overlay -o lowerdir=/new/mnt/layer/usr:/new/mnt/usr,upperdir=/new/mnt/up/usr,workdir=/new/mnt/up/usr.work usr usr
mount -t overlay -o lowerdir=/new/mnt/tree,upperdir=/new/mnt/up/tree,workdir=/new/mnt/up/tree.work tree clone
cp -a /etc/. etc/
mount --move /proc proc
mount --move /sys sys
mount --move /dev dev
mkdir -p dev/pts dev/shm
mount -t devpts pts dev/pts
mount -t tmpfs shm dev/shm
mount -t cgroup2 cgroup sys/fs/cgroup
mount -t bpf bpf sys/fs/bpf
exec switch_root /new /bin/bash /out/order.sh
