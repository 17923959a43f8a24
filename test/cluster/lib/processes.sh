# shellcheck shell=bash
# The cluster's processes. A component is found by the mark in its environment, so no pid file can go stale.
mark=CLUSTER_PROCESS

# pid_of NAME: the running component's process id, or nothing. What it started carries its mark too,
# but it alone leads its session.
pid_of() {
  local file pid session
  for file in $(grep -lzxF "$mark=$STATE/$1" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file//[!0-9]/}
    # after the command's name, which may hold blanks: state, parent, group, session
    session=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f4)
    if [ "$session" = "$pid" ]; then
      echo "$pid"
      return
    fi
  done
}

is_running() { [ -n "$(pid_of "$1")" ]; }

# start NAME COMMAND...: starts a component unless it runs, its output in log/NAME.log.
start() {
  local name=$1
  shift
  if is_running "$name"; then return; fi
  touch "$STATE/run/$name.started"
  env "$mark=$STATE/$name" setsid "$@" >"$STATE/log/$name.log" 2>&1 </dev/null 9>&- &
}

# stop NAME...: asks all of them to end, and ends those that have not after ten seconds.
stop() {
  local tries
  signal TERM "$@"
  for ((tries = 0; tries < 100; tries++)); do
    [ -n "$(pids_of "$@")" ] || return 0
    sleep 0.1
  done
  signal KILL "$@"
}

pids_of() {
  local name
  for name in "$@"; do pid_of "$name"; done
}

# signal SIGNAL NAME...: to the whole process group, for the relays have a process for each connection
signal() {
  local pid
  for pid in $(pids_of "${@:2}"); do kill -s "$1" -- "-$pid" 2>/dev/null || true; done
}

# kill_marked: ends at once whatever carries this cluster's mark: components and containerd's shims.
kill_marked() {
  local file
  for file in $(grep -lzF "$mark=$STATE/" /proc/[0-9]*/environ 2>/dev/null); do
    kill -9 "${file//[!0-9]/}" 2>/dev/null || true
  done
}

# die_with_log COMPONENT MESSAGE: the message, then the last lines that the component wrote.
die_with_log() {
  local log=$STATE/log/$1.log
  say "$2; the end of $log:"
  tail -n 20 "$log" | cut -c 1-400 >&2
  exit 1
}

# await WHAT SECONDS COMPONENT CONDITION...: waits for the condition; dies with the component's log
# when the component ends or the time is over.
await() {
  local what=$1 seconds=$2 component=$3 deadline=$((SECONDS + $2))
  shift 3
  until "$@" >/dev/null 2>&1; do
    is_running "$component" || die_with_log "$component" "$component ended before $what"
    [ $SECONDS -lt $deadline ] || die_with_log "$component" "waited $seconds s in vain for $what"
    sleep 0.2
  done
}
