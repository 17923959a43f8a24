# shellcheck shell=bash
# Each node is a network namespace. A switch, in a namespace of its own, joins the nodes; nothing joins it
# to the machine's network, so nothing leaks out and nothing can be downloaded.
# (The switch is not in a node's namespace because br_netfilter on a bridge between the nodes breaks NodePorts.)

# `nsenter --net`, since `ip netns exec` would hide the cgroup mounts.
on() { nsenter --net="/run/netns/$NAME-node$1" "${@:2}"; }
on_switch() { nsenter --net="/run/netns/$NAME-switch" "$@"; }

# make_namespace NAME: also in place of one whose file is there with no namespace behind it, as a crash leaves it.
make_namespace() {
  if nsenter --net="/run/netns/$1" true 2>/dev/null; then return; fi
  ip netns delete "$1" 2>/dev/null || true
  ip netns add "$1"
}

make_networks() {
  local n m
  make_namespace "$NAME-switch"
  on_switch ip link show nodes >/dev/null 2>&1 || on_switch ip link add nodes type bridge
  on_switch ip link set nodes up
  on_switch sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || true
  for n in "${NODES[@]}"; do make_namespace "$NAME-node$n"; done
  for n in "${NODES[@]}"; do
    if ! on "$n" ip link show node0 >/dev/null 2>&1; then
      on_switch ip link delete "port$n" 2>/dev/null || true
      on_switch ip link add "port$n" type veth peer name node0 netns "$NAME-node$n"
    fi
    on_switch ip link set "port$n" master nodes up
    on "$n" ip link set lo up
    on "$n" ip link set node0 up
    on "$n" ip addr replace "10.199.0.$n/24" dev node0
    on "$n" ip route replace default dev node0
    for m in "${NODES[@]}"; do
      [ "$m" = "$n" ] || on "$n" ip route replace "10.244.$m.0/24" via "10.199.0.$m"
    done
    on "$n" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=1
    on "$n" sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
  done
}

remove_networks() {
  local namespace
  for namespace in "${NODES[@]/#/$NAME-node}" "$NAME-switch"; do
    ip netns delete "$namespace" 2>/dev/null || true
  done
}
