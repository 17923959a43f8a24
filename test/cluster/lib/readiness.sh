# shellcheck shell=bash
# Conditions for `await`. What the API tells may be older than a crash, so each is asked of what runs now.

cluster_kubectl() { "$BIN/kubectl" --kubeconfig "$STATE/kubeconfig" --request-timeout=10s "$@"; }
node_ctr() { "$BIN/ctr" --address "$STATE/node$1/run/containerd.sock" --namespace k8s.io "${@:2}"; }

containerd_answers() { node_ctr "$1" version; }
registry_answers() { on 1 timeout 2 bash -c ": <'/dev/tcp/${REGISTRY/:/\/}'"; }
api_is_ready() { cluster_kubectl get --raw /readyz; }

# node_is_ready N: Ready, and told by this kubelet: its lease was renewed after its start.
node_is_ready() {
  local ready renewed
  ready=$(cluster_kubectl get node "node$1" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')
  [ "$ready" = True ] || return 1
  renewed=$(cluster_kubectl get lease -n kube-node-lease "node$1" -o jsonpath='{.spec.renewTime}')
  [ "$(date -d "$renewed" +%s)" -ge "$(stat -c %Y "$STATE/run/kubelet$1.started")" ]
}

# dns_answers N: a name resolved from a node's namespace takes CoreDNS, its pod's network and kube-proxy.
dns_answers() {
  on "$1" timeout 2 busybox nslookup kubernetes.default.svc.cluster.local 10.96.0.10
}
