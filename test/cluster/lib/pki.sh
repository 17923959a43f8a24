# shellcheck shell=bash
# Keys, certificates and the kubeconfigs that name them.

# make_pki: whole or not at all, since a crash in the middle would leave leaves of a lost authority.
make_pki() {
  [ ! -d "$STATE/pki" ] || return 0
  local n dir=$STATE/pki.new
  rm -rf "$dir"
  mkdir "$dir"
  authority kubernetes-ca ca
  authority front-proxy-ca front-proxy-ca
  leaf apiserver /CN=kube-apiserver ca \
    "extendedKeyUsage=serverAuth
subjectAltName=DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:127.0.0.1,IP:10.96.0.1,IP:10.199.0.1"
  client front-proxy-client /CN=front-proxy-client front-proxy-ca
  client kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  client admin /O=system:masters/CN=admin
  client kube-controller-manager /CN=system:kube-controller-manager
  client kube-scheduler /CN=system:kube-scheduler
  client kube-proxy /CN=system:kube-proxy
  for n in "${NODES[@]}"; do
    client "node$n" "/O=system:nodes/CN=system:node:node$n"
    leaf "node$n-server" "/O=system:nodes/CN=system:node:node$n" ca \
      "extendedKeyUsage=serverAuth
subjectAltName=DNS:node$n,IP:10.199.0.$n,IP:127.0.0.1"
  done
  openssl genrsa -out "$dir/sa.key" 2048 2>/dev/null
  openssl pkey -in "$dir/sa.key" -pubout -out "$dir/sa.pub" 2>/dev/null
  mv "$dir" "$STATE/pki"
}

key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# authority NAME FILE
authority() {
  openssl req -x509 "${key[@]}" -days 3650 -subj "/CN=$1" \
    -keyout "$dir/$2.key" -out "$dir/$2.crt" 2>/dev/null
}

# leaf FILE SUBJECT AUTHORITY EXTENSIONS
leaf() {
  openssl req "${key[@]}" -subj "$2" -keyout "$dir/$1.key" -out "$dir/$1.csr" 2>/dev/null
  openssl x509 -req -in "$dir/$1.csr" -CA "$dir/$3.crt" -CAkey "$dir/$3.key" -CAcreateserial -days 3650 \
    -out "$dir/$1.crt" -extfile <(echo "$4") 2>/dev/null
}

# client FILE SUBJECT [AUTHORITY]
client() { leaf "$1" "$2" "${3:-ca}" extendedKeyUsage=clientAuth; }

# kubeconfig FILE USER SERVER
kubeconfig() {
  cat >"$STATE/$1" <<CONFIG
apiVersion: v1
kind: Config
current-context: conformance
clusters: [{name: conformance, cluster: {server: "$3", certificate-authority: $STATE/pki/ca.crt}}]
users: [{name: $2, user: {client-certificate: $STATE/pki/$2.crt, client-key: $STATE/pki/$2.key}}]
contexts: [{name: conformance, context: {cluster: conformance, user: $2}}]
CONFIG
}

make_kubeconfigs() {
  local n
  kubeconfig kubeconfig admin "https://127.0.0.1:$PORT"
  kubeconfig inside.kubeconfig admin https://127.0.0.1:6443
  kubeconfig kube-controller-manager.kubeconfig kube-controller-manager https://127.0.0.1:6443
  kubeconfig kube-scheduler.kubeconfig kube-scheduler https://127.0.0.1:6443
  kubeconfig kube-proxy.kubeconfig kube-proxy https://10.199.0.1:6443
  for n in "${NODES[@]}"; do kubeconfig "node$n.kubeconfig" "node$n" https://10.199.0.1:6443; done
}
