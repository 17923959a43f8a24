# shellcheck shell=bash
# The components and their command lines. The control plane runs in the first node's namespace.

# start_on NODE NAME COMMAND...
start_on() { start "$2" nsenter --net="/run/netns/$NAME-node$1" "${@:3}"; }

start_etcd() {
  start_on 1 etcd "$BIN/etcd" --data-dir "$STATE/etcd" --unsafe-no-fsync \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380
}

REGISTRY=10.199.0.1:5000

# It would send traces to a collector, which nobody runs here.
start_registry() {
  start_on 1 registry env OTEL_TRACES_EXPORTER=none "$BIN/registry" serve "$STATE/registry.yaml"
}

start_containerd() {
  # its shim is looked for on the PATH
  start_on "$1" "containerd$1" env PATH="$BIN:$PATH" "$BIN/containerd" --config "$STATE/node$1/containerd/config.toml"
}

start_apiserver() {
  local pki=$STATE/pki
  start_on 1 kube-apiserver "$BIN/kube-apiserver" \
    --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address=10.199.0.1 --bind-address=0.0.0.0 --secure-port=6443 \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --client-ca-file="$pki/ca.crt" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --service-cluster-ip-range=10.96.0.0/16 \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/sa.pub" --service-account-signing-key-file="$pki/sa.key" \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --enable-aggregator-routing=true \
    --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key" \
    --requestheader-client-ca-file="$pki/front-proxy-ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \
    --requestheader-username-headers=X-Remote-User \
    --audit-policy-file="$STATE/audit/policy.yaml" --audit-log-path="$STATE/audit/audit.log" \
    --audit-log-maxsize=1000 --audit-log-maxbackup=1
}

# The API on the machine's loopback goes over a unix socket, which no network namespace hides.
start_relays() {
  is_running relay-out || check_port
  start_on 1 relay-in socat "UNIX-LISTEN:$STATE/run/api.sock,fork,unlink-early,backlog=128" TCP:127.0.0.1:6443
  start relay-out socat "TCP-LISTEN:$PORT,bind=127.0.0.1,fork,reuseaddr,backlog=128" "UNIX-CONNECT:$STATE/run/api.sock"
}

check_port() {
  local holder
  holder=$(ss -Hltnp "sport = :$PORT")
  [ -z "$holder" ] || die "port $PORT is taken (${holder##* }): set CLUSTER_PORT to another"
}

start_controller_manager() {
  local pki=$STATE/pki config=$STATE/kube-controller-manager.kubeconfig
  start_on 1 kube-controller-manager "$BIN/kube-controller-manager" \
    --kubeconfig="$config" --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" \
    --leader-elect=false --use-service-account-credentials \
    --client-ca-file="$pki/ca.crt" --requestheader-client-ca-file="$pki/front-proxy-ca.crt" \
    --root-ca-file="$pki/ca.crt" --service-account-private-key-file="$pki/sa.key" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
    --cluster-cidr=10.244.0.0/16 --allocate-node-cidrs=false
}

start_scheduler() {
  local config=$STATE/kube-scheduler.kubeconfig
  start_on 1 kube-scheduler "$BIN/kube-scheduler" --leader-elect=false \
    --kubeconfig="$config" --authentication-kubeconfig="$config" --authorization-kubeconfig="$config"
}

start_kubelet() {
  start_on "$1" "kubelet$1" "$BIN/kubelet" --config="$STATE/node$1/kubelet.yaml" \
    --kubeconfig="$STATE/node$1.kubeconfig" --root-dir="$STATE/node$1/kubelet" \
    --hostname-override="node$1" --node-ip="10.199.0.$1"
}

# What an earlier kube-proxy left goes first: a new one once kept an old chain, emptied, and the API's address led nowhere.
start_proxy() {
  is_running "kube-proxy$1" || on "$1" nft 'add table ip kube-proxy; delete table ip kube-proxy'
  start_on "$1" "kube-proxy$1" "$BIN/kube-proxy" --kubeconfig="$STATE/kube-proxy.kubeconfig" \
    --hostname-override="node$1" --cluster-cidr=10.244.0.0/16 --proxy-mode=nftables --conntrack-max-per-core=0
}
