# shellcheck shell=bash
# A terminal that a script types into and reads: tmux with a server of its own.
#
# One screen is looked at at a time, the one that was opened last or chosen
# with `turn_to`. What a program writes is recorded byte for byte beside it,
# in $work/NAME.bytes. Nothing waits by the clock: `sees` and `ended` look
# again and again until what they wait for is there or their time is over.

patience=20 # seconds that a condition may take; a busy machine is slow
screen=""   # the screen that is looked at

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  if [[ -n $screen ]] && mux has-session -t "$screen" 2>/dev/null; then
    printf -- '--- the screen %s:\n%s\n---\n' "$screen" "$(look)" >&2
  fi
  exit 1
}

mux() { tmux -L "$server" -f /dev/null "$@"; }

# A pane stays when its program ends, so that its last words and its exit code
# can be read.
mux_up() {
  server="winnow-e2e-$$"
  mux start-server \; set -g exit-empty off \; set -g status off \; \
    set -g remain-on-exit on \; set -g remain-on-exit-format '' \; \
    set -g default-terminal screen-256color \; set -g default-shell "$(command -v bash)"
}

mux_down() { mux kill-server 2>/dev/null || true; }

# open_screen NAME COLSxROWS COMMAND… runs the command on a new screen. It
# waits at a gate until the recording is on: no byte is missed. Its process id
# and its exit code go to files, since tmux forgets the code now and then.
open_screen() {
  screen=$1
  local size=$2 at
  shift 2
  at=$(printf '%q' "$work/$screen")
  mux new-session -d -s "$screen" -x "${size%x*}" -y "${size#*x}" -c "$PWD" "
    tmux -L $server wait-for gate-$screen
    exec 3>&2 2>/dev/null # the shell shall not comment on a kill
    (echo \$BASHPID >$at.pid; exec $(printf '%q ' "$@") 2>&3 3>&-)
    echo \$? >$at.code"
  mux pipe-pane -t "$screen" "exec cat >> $at.bytes"
  mux wait-for -S "gate-$screen"
}

turn_to() { screen=$1; }

close_screen() { mux kill-session -t "$screen"; }

look() { mux capture-pane -p -t "$screen"; }

# look_joined puts lines that the terminal has broken together, as copying does.
look_joined() { mux capture-pane -p -J -t "$screen"; }

# line N prints a line of the screen; -1 is the last.
line() {
  if (($1 < 0)); then look | tail -n "$((-$1))" | head -n 1; else look | sed -n "$1p"; fi
}

# soon COMMAND… asks until the command is true or patience is at its end.
soon() {
  local end=$((SECONDS + patience))
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.03 # between two looks, not a wait
  done
}

shows() { look | grep -qF -- "$1"; }
hides() { ! shows "$1"; }

sees() { soon shows "$1" || fail "\"$1\" does not come up"; }
sees_no() { soon hides "$1" || fail "\"$1\" does not go away"; }

# press KEY… sends keys by tmux's names; types TEXT sends the text itself.
press() { mux send-keys -t "$screen" -- "$@"; }
types() { mux send-keys -l -t "$screen" -- "$1"; }

# tap KEY TEXT presses a key and waits for what it brings up.
tap() {
  press "$1"
  sees "$2"
}

# leave closes what is open over the card. The next key has to wait for it: ESC
# and a letter in one go are alt and the letter. What it closes must be in sight.
leave() {
  press Escape
  sees "q quit"
}

pid_of_screen() { cat "$work/$screen.pid"; }

has_ended() { [[ -s $work/$screen.code ]]; }

# ended CODE waits for the program's end and wants its exit code to be CODE.
ended() {
  soon has_ended || fail "the program does not end"
  local code
  code=$(<"$work/$screen.code")
  [[ $code == "$1" ]] || fail "exit code $code, not $1"
}
