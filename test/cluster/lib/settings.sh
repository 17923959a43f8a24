# shellcheck shell=bash disable=SC2034
# What every script of the cluster shares: its settings, its words to the person, its lock.
set -euo pipefail

# All five can be set from outside, so that a second cluster can stand beside the first.
VERSION=${CLUSTER_VERSION:-v1.37.2} # of Kubernetes: one that programs/kubernetes has a .mod of
STATE=${CLUSTER_STATE:-/tmp/real-cluster}
CACHE=${CLUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/real-cluster}
NAME=${CLUSTER_NAME:-kc} # begins the names of its network namespaces and cgroups
PORT=${CLUSTER_PORT:-16443} # the API server's, on 127.0.0.1

NODES=(1 2)
BUILT=$CACHE/$VERSION # what is built of one version; `debian` beside it is shared
BIN=$BUILT/bin
OWNER_FILE=/run/cluster-$NAME # the lock of this name; holds the state folder that the name belongs to

say() { printf 'cluster: %s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

check_settings() {
  [ "$(id -u)" = 0 ] || die "network namespaces and cgroups need root: call this as root"
  local lib mods
  lib=$(dirname "${BASH_SOURCE[0]}")
  if [ ! -f "$lib/../programs/kubernetes/$VERSION.mod" ]; then
    mods=("$lib"/../programs/kubernetes/v*.mod)
    mods=("${mods[@]##*/}")
    die "CLUSTER_VERSION is «$VERSION»: give one of ${mods[*]%.mod}"
  fi
  [[ $NAME =~ ^[a-z][a-z0-9-]*$ ]] || die "CLUSTER_NAME is «$NAME»: use lower-case letters, digits and -"
  [[ $PORT =~ ^[0-9]+$ ]] || die "CLUSTER_PORT is «$PORT»: give a port number"
  [[ $STATE =~ ^/[A-Za-z0-9._/-]+$ ]] ||
    die "CLUSTER_STATE is «$STATE»: give an absolute path of letters, digits and . _ - (it is written into configurations)"
  # a unix socket's path has 107 bytes at most; this is the longest one made
  [ ${#STATE} -le 70 ] || die "CLUSTER_STATE is ${#STATE} characters long, too long for the sockets in it: 70 at most"
  [ -d /sys/fs/cgroup/memory ] || die "this needs cgroup v1 (no /sys/fs/cgroup/memory here)"
}

# One up, down or wipe at a time. Descriptor 9 is closed in whatever outlives the script.
lock() {
  exec 9>>"$OWNER_FILE"
  if ! flock --nonblock 9; then
    say "waiting for another call on the cluster «$NAME» to end"
    flock --timeout 1800 9 || die "it did not end in 30 minutes: see who holds $OWNER_FILE"
  fi
  local owner
  owner=$(cat "$OWNER_FILE")
  [ -z "$owner" ] || [ "$owner" = "$STATE" ] ||
    die "the name «$NAME» belongs to the cluster in $owner: set CLUSTER_NAME (and CLUSTER_PORT) for another one, or wipe that with CLUSTER_STATE=$owner"
  [ ! -f "$STATE/name" ] || [ "$(cat "$STATE/name")" = "$NAME" ] ||
    die "$STATE holds the cluster «$(cat "$STATE/name")»: set CLUSTER_NAME to that, or CLUSTER_STATE to another folder"
}
