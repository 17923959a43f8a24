# shellcheck shell=bash
# Each kubelet has a cgroup root of its own: with one root, each would end the other's pods as unknown to it.

make_cgroups() {
  local hierarchy n file
  for hierarchy in /sys/fs/cgroup/*/; do
    [ "$hierarchy" != /sys/fs/cgroup/unified/ ] || continue
    for n in "${NODES[@]}"; do
      mkdir -p "$hierarchy$NAME-node$n"
      # a new cpuset is empty, and nothing can run in an empty one
      for file in cpuset.cpus cpuset.mems; do
        [ ! -f "$hierarchy$file" ] || cat "$hierarchy$file" >"$hierarchy$NAME-node$n/$file"
      done
    done
  done
}

# kill_containers: ends at once every process of every pod, also those that no shim watches any more.
kill_containers() {
  local n file tries pids
  for ((tries = 0; tries < 50; tries++)); do
    pids=
    for n in "${NODES[@]}"; do
      [ -d "/sys/fs/cgroup/pids/$NAME-node$n" ] || continue
      pids+=$(find "/sys/fs/cgroup/pids/$NAME-node$n" -name cgroup.procs -exec cat {} + 2>/dev/null | tr '\n' ' ')
    done
    [ -n "$pids" ] || return 0
    # shellcheck disable=SC2086 # a list
    kill -9 $pids 2>/dev/null || true
    sleep 0.1
  done
  die "these processes of pods do not end: $pids"
}

remove_cgroups() {
  local root
  for root in "${NODES[@]/#/$NAME-node}"; do
    find /sys/fs/cgroup/*/"$root" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}
