# shellcheck shell=bash
# The configuration files of what runs. A running component reads them at its next start.

make_configs() {
  local n
  cat >"$STATE/audit/policy.yaml" <<'CONFIG'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
CONFIG
  echo 'nameserver 10.96.0.10' >"$STATE/resolv.conf"
  registry_config >"$STATE/registry.yaml"
  for n in "${NODES[@]}"; do
    mkdir -p "$STATE/node$n"/{run,kubelet,manifests,cni/net.d,cni/state,containerd,podlogs}
    cni_config "$n" "$STATE/node$n" >"$STATE/node$n/cni/net.d/10-bridge.conflist"
    make_mirrors "$STATE/node$n/containerd/certs.d"
    containerd_config "$STATE/node$n" >"$STATE/node$n/containerd/config.toml"
    kubelet_config "$n" "$STATE/node$n" >"$STATE/node$n/kubelet.yaml"
  done
}

# The network bears the cluster's name because the results of every network lie side by side in /var/lib/cni.
cni_config() {
  cat <<CONFIG
{"cniVersion": "1.0.0", "name": "$NAME", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$2/cni/state",
            "ranges": [[{"subnet": "10.244.$1.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}},
  {"type": "firewall"}
]}
CONFIG
}

# The registry of all nodes, read-only: clusters share what it serves.
registry_config() {
  cat <<CONFIG
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $BUILT/registry}, maintenance: {readonly: {enabled: true}}}
http: {addr: "$REGISTRY"}
CONFIG
}

# make_mirrors FOLDER: has containerd ask the registry, and nobody else, for these registries' images.
make_mirrors() {
  local host
  for host in registry.k8s.io docker.io; do
    mkdir -p "$1/$host"
    cat >"$1/$host/hosts.toml" <<CONFIG
server = "http://$REGISTRY"
[host."http://$REGISTRY"]
  capabilities = ["pull", "resolve"]
CONFIG
  done
}

# All that containerd and runc keep is put under the node's folder, so that wipe finds it.
# A container without CAP_SYS_RESOURCE cannot lower an oom_score_adj: hence restrict_oom_score_adj.
containerd_config() {
  cat <<CONFIG
version = 3
root = "$1/containerd/root"
state = "$1/containerd/state"
[grpc]
  address = "$1/run/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$1/containerd/opt"
[plugins."io.containerd.nri.v1.nri"]
  disable = true # the nodes would share its socket
[plugins."io.containerd.cri.v1.images"]
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "registry.k8s.io/pause:3.10"
  [plugins."io.containerd.cri.v1.images".registry]
    config_path = "$1/containerd/certs.d"
[plugins."io.containerd.cri.v1.runtime"]
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "$1/cni/net.d"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      Root = "$1/containerd/runc"
CONFIG
}

kubelet_config() {
  cat <<CONFIG
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
failSwapOn: false
cgroupDriver: cgroupfs
cgroupRoot: /$NAME-node$1
containerRuntimeEndpoint: unix://$2/run/containerd.sock
clusterDomain: cluster.local
clusterDNS: [10.96.0.10]
resolvConf: $STATE/resolv.conf
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $STATE/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $STATE/pki/node$1-server.crt
tlsPrivateKeyFile: $STATE/pki/node$1-server.key
staticPodPath: $2/manifests
podLogsDir: $2/podlogs
volumePluginDir: $2/kubelet/volumeplugins
maxPods: 110
evictionHard: {nodefs.available: "1%", imagefs.available: "1%", memory.available: "100Mi"}
imageGCHighThresholdPercent: 100 # never: what is preloaded stays so
featureGates: {NodeLogQuery: true}
enableSystemLogHandler: true
enableSystemLogQuery: true
CONFIG
}
