# shellcheck shell=bash
# What goes wrong from outside: signals, a second process, and kill -9.

# A signal in the middle of an edit loses nothing.
scenario_signals() {
  classify_rows >news.jsonl
  local how word=0 text=""
  for how in TERM HUP hangup; do
    word=$((word + 1))
    open_screen "edit$how" 80x24 winnow review news.jsonl
    sees " of 7 decided"
    tap e "ctrl+s save"
    [[ -z $text ]] || sees "$text"
    types "w$word "
    text="w$word $text"
    sees "w$word "
    if [[ $how == hangup ]]; then
      # The terminal goes away.
      local pid
      pid=$(pid_of_screen)
      close_screen
      soon eval "! kill -0 $pid 2>/dev/null" || fail "it lives on without a terminal"
    else
      kill "-$how" "$(pid_of_screen)"
      ended 1
      sees "stopped from outside"
      close_screen
    fi
    open_screen "after$how" 80x24 winnow review news.jsonl
    sees "draft"
    tap e "ctrl+s save"
    sees "w$word "
    leave
    press q
    ended 0
    close_screen
  done
  checked "signals: SIGTERM, SIGHUP and a lost terminal while editing: exit 1, and the draft is there each time"
}

# A second process is told who holds the project, and does not hang.
scenario_holder() {
  classify_rows >news.jsonl
  open_screen first 80x24 winnow review news.jsonl
  sees " of 7 decided"
  local pid began took code said
  pid=$(pid_of_screen)
  open_screen second 80x24 winnow review news.winnow
  began=$(date +%s%N)
  ended 1
  took=$((($(date +%s%N) - began) / 1000000))
  sees "process $pid"
  ((took <= 3000)) || fail "the second review took $took ms to give up"
  close_screen
  code=0
  said=$(timeout 3 winnow import news.winnow news.jsonl 2>&1 >/dev/null) || code=$?
  same "exit code of winnow import" 1 "$code"
  [[ $said == *"process $pid"* ]] || fail "winnow import does not say who: $said"
  turn_to first
  tap a "saved: none accepted"
  same "decided, as others see it meanwhile" 1 "$(stat news.winnow .decided)"
  same "lines of an export meanwhile" 1 "$(winnow export news.winnow --as native 2>/dev/null | wc -l)"
  winnow backup news.winnow -o copy.winnow 2>/dev/null || fail "no copy of a project under review"
  winnow check copy.winnow 2>&1 | grep -q 'everything agrees' || fail "the copy does not agree with itself"
  press q
  ended 0
  checked "holder: a second review was told \"process $pid\" after $took ms with exit 1, an import as well; stats, export and backup had it as it was"
}

# claims reads from a screen which decision it calls saved: "ID VERDICT".
claims() {
  sed -nE 's/^ ✓ saved: (k[0-9]+) (accepted|rejected|relabelled|labelled).*/\1 \2/p'
}

# kill_rows N
kill_rows() {
  awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
    printf "{\"id\":\"k%d\",\"text\":\"Row %d of many.\",\"label\":\"%s\",\"confidence\":%.4f}\n",
      i, i, i % 2 ? "calm" : "loaded", i / (n + 1) }'
}

# one_kill ROUND types some keys, looks at the screen all the while, and kills.
one_kill() {
  open_screen "kill$1" 80x24 winnow review many.winnow
  sees " decided"
  local pid i keys=(a x 1 2)
  pid=$(pid_of_screen)
  for ((i = RANDOM % 6; i >= 0; i--)); do
    press "${keys[RANDOM % 4]}"
    ((RANDOM % 3)) || look >>seen.txt
  done
  # The moment is meant to be any: this is no wait.
  sleep "0.0$((RANDOM % 60 + 10))"
  look >>seen.txt
  kill -9 "$pid"
  ended 137
  look >>seen.txt
  close_screen
}

# Whatever any screen called saved is in the project, kill after kill.
scenario_kill() {
  local rounds=${WINNOW_KILLS:-20} round
  kill_rows $((rounds * 8)) >many.jsonl
  winnow import many.winnow many.jsonl 2>/dev/null
  local decided=0 now
  for ((round = 1; round <= rounds; round++)); do
    : >seen.txt
    one_kill "$round"
    claims <seen.txt >>said.txt
    now=$(stat many.winnow .decided)
    ((now >= decided)) || fail "round $round: $now decided, there were $decided"
    # The counter on the screen is a promise too.
    local shown
    shown=$(sed -nE 's/^ ([0-9]+) of [0-9]+ decided.*/\1/p' seen.txt | sort -n | tail -n 1)
    ((now >= ${shown:-0})) || fail "round $round: the screen had counted $shown decided, there are $now"
    decided=$now
  done
  sort -u said.txt >said.sorted
  winnow export many.winnow --as native 2>/dev/null |
    jq -r '"\(.id) \({accept: "accepted", reject: "rejected", relabel: "relabelled"}[.winnow.decision])"' |
    sort -u >there.sorted
  local said lost
  said=$(wc -l <said.sorted)
  lost=$(comm -23 said.sorted there.sorted | wc -l)
  ((said > 0)) || fail "no screen called anything saved: nothing was tested"
  ((lost == 0)) || fail "$lost of $said decisions that were called saved are lost: $(comm -23 said.sorted there.sorted | head)"
  winnow check many.winnow 2>/dev/null || fail "the project is not sound"
  checked "kill: $rounds times kill -9; screens called $said decisions saved, $lost of them lost;" \
    "$decided decisions in the project, which is sound"
}
