# shellcheck shell=bash
# Processes in the background without systemd: each has its pid and start time in $RUN, and leads a group of its own.

# The start time of a process (field 22 of its stat): with the pid, it names one process for good, so that
# somebody else's process which got the same pid later is never taken for ours.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# alive NAME: whether the process that start() recorded under NAME still runs.
alive() {
  local pid started
  [ -s "$RUN/$1.pid" ] || return 1
  read -r pid started < "$RUN/$1.pid" || return 1
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] && [ "$(sed 's/.*) //' "/proc/$pid/stat" | cut -c1)" != Z ]
}

# start NAME COMMAND...: in the background, unless it runs already.
start() {
  local name=$1
  shift
  alive "$name" && return 0
  rm -f "$RUN/$name.pid"
  printf '\n--- start %s\n' "$(date -u +%FT%TZ)" >> "$LOG/$name.log"
  # The new process records itself before it becomes the command: whoever stops us half-way leaves none unrecorded.
  # 9 is the descriptor of up.sh's lock, which must not outlive it.
  setsid bash -c '. "$0/processes.sh"; echo "$$ $(start_time $$)" > "$1.new"; mv "$1.new" "$1"; shift; exec "$@"' \
    "$HERE" "$RUN/$name.pid" "$@" >> "$LOG/$name.log" 2>&1 < /dev/null 9>&- &
  disown $! 2>/dev/null || true
  wait_for 10 "$name" test -s "$RUN/$name.pid"
}

# stop NAME [SECONDS]: TERM to the process, then KILL to what is left of its own group.
stop() {
  local name=$1 limit=${2:-20} pid started i
  [ -e "$RUN/$name.pid" ] || return 0
  if alive "$name"; then
    read -r pid started < "$RUN/$name.pid"
    kill -TERM "$pid" 2>/dev/null || true
    for ((i = 0; i < limit * 5; i++)); do
      alive "$name" || break
      sleep 0.2
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$RUN/$name.pid"
}

# running: the names of our processes that run, one a line.
running() {
  local file name
  for file in "$RUN"/*.pid; do
    name=$(basename "$file" .pid)
    if alive "$name"; then echo "$name"; fi
  done
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds; fails loudly when the time is up.
wait_for() {
  local limit=$1 what=$2 end
  shift 2
  end=$((SECONDS + limit))
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$what not ready after ${limit}s; see $LOG"
    sleep 0.3
  done
}

# http_up PORT: any answer below 500 (300 and 401 are what healthy services say at their root).
http_up() {
  local status
  status=$(curl -s -o /dev/null --noproxy '*' -m 20 -w '%{http_code}' "http://$IP:$1/") && [ "$status" -ge 200 ] && [ "$status" -lt 500 ]
}
