# Scenarios of the lab with kube-proxy's IPVS: npm run vm -- test/vm/ipvs.sh
for scenario in healthy endpoint-down packet-loss no-endpoints; do
  echo "=== $scenario"
  timeout 300 node --import tsx test/lab/main.ts "$scenario" --proxy ipvs
done
