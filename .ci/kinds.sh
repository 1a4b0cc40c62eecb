# shellcheck shell=bash
# Every kind of annotation from rows to what a trainer reads: ten decisions of
# all sorts, undo, a new start, and the exports against their shapes. The rows
# are those of `winnow demo KIND`.

# kind_up KIND opens the rows of a kind.
kind_up() {
  cp "$here/../cmd/winnow/demo/$1.jsonl" rows.jsonl
  cp "$here/../cmd/winnow/demo/$1.yaml" task.yaml
  echo 'order: {learn: false}' >>task.yaml # the order below is the given one
  open_screen "$1" "${2:-120x36}" winnow review rows.jsonl --task task.yaml
  sees "0 of $(wc -l <rows.jsonl) decided"
}

# kind_again KIND ends the review and opens it again.
kind_again() {
  press q
  ended 0
  close_screen
  open_screen "$1-again" 80x24 winnow review rows.jsonl
  sees "$2"
}

kind_end() {
  press q
  ended 0
  close_screen
  winnow check rows.winnow >/dev/null 2>&1 || fail "check finds the project broken"
}

# shaped FORMAT JQ exports and wants every line to fulfil the expression, and
# as many lines as the third argument says.
shaped() {
  winnow export rows.winnow --as "$1" >"$1.jsonl" 2>"$1.words" || fail "exporting as $1: $(cat "$1.words")"
  local lines bad
  lines=$(wc -l <"$1.jsonl")
  ((lines == $3)) || fail "$1 has $lines lines, not $3: $(cat "$1.words")"
  bad=$(jq -c "select(($2) | not)" "$1.jsonl" | head -n 1)
  [[ -z $bad ]] || fail "$1 has another shape: $bad"
}

# decisions TEXT wants these counts: accept edit relabel reject defer.
decisions() {
  same "decisions" "$1" "$(winnow stats rows.winnow --json | jq -r '.decisions | "\(.accept) \(.edit) \(.relabel) \(.reject) \(.defer)"')"
}

# given ID JQ prints what the native export has of a sample.
given() { jq -rc "select(.id == \"$1\") | $2" native.jsonl; }

scenario_multilabel() {
  kind_up multilabel
  tap 2 "not decided yet"
  tap Escape "dropped: nothing was decided"
  tap 2 "not decided yet"
  tap Enter "saved: m8 relabelled politics → politics, economy"
  press 5
  tap Enter "saved: m6 relabelled culture → none of the labels"
  tap p "not decided yet"
  tap a "saved: m1 relabelled sport → politics, sport"
  tap a "saved: m3 accepted as culture"
  tap x "saved: m12 rejected"
  tap Space "saved: m10 deferred"
  tap e "ctrl+s save"
  types "Again: "
  tap C-s "edited"
  tap a "accepted"
  tap f "flagged"
  tap a "accepted"
  tap u "undone and saved"
  kind_again multilabel "7 of 12 decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  decisions "2 1 3 1 1"
  shaped native '.labels | type == "array" and all(type == "string")' 8
  same "labels of m8" '["politics","economy"]' "$(given m8 .labels)"
  same "labels of m6" '[]' "$(given m6 .labels)"
  shaped doccano '(.text | type == "string") and (.label | type == "array" and all(type == "string"))' 6
  shaped prodigy '(.options | type == "array") and (.accept | type == "array") and (.answer | IN("accept","reject","ignore"))' 8
  shaped openai-chat '(.messages | length >= 2) and (.messages[-1].role == "assistant") and (.messages[-1].content | fromjson | type == "array")' 6
  checked "multilabel: toggled, taken back, none of them, undone after a restart; native, doccano, prodigy and chat lines in their shapes"
}

scenario_rate() {
  kind_up rate
  press 4
  press 4
  tap 5 "not decided yet"
  tap Enter "saved: r7 relabelled"
  tap a "saved: r4 accepted as"
  tap x "saved: r1 rejected"
  tap Space "saved: r6 deferred"
  press Tab
  tap 1 "not decided yet"
  tap Escape "dropped: nothing was decided"
  tap a "saved: r3 accepted as"
  tap e "ctrl+s save"
  types "Tell me: "
  tap C-s "saved: r5 edited"
  tap a "saved: r8 accepted as"
  tap u "undone and saved"
  kind_again rate "5 of 8 decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  decisions "2 1 1 1 1"
  shaped native '(.rating | type == "number" and . >= 1 and . <= 5) and (.ratings | all(type == "number"))' 6
  same "levels of r7" '5 {"right":4,"clear":4}' "$(given r7 '"\(.rating) \(.ratings)"')"
  shaped openai-chat '(.messages[-1].content | fromjson | type == "object")' 4
  checked "rate: two requirements and the whole, numbers stay numbers; undone after a restart"
}

scenario_prefer() {
  kind_up prefer
  tap a "saved: p6 accepted as"
  tap Right "saved: p3"
  tap Left "saved: p8"
  tap = "tie"
  tap 0 "both bad"
  tap x "rejected"
  tap Space "deferred"
  tap 1 "decided"
  tap a "accepted"
  tap u "undone and saved"
  kind_again prefer "7 of 9 decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  shaped native '(.preferred | IN("reply_a","reply_b","tie","both_bad")) and (.winnow.decision | type == "string")' 8
  local pairs
  pairs=$(jq -s '[.[] | select(.winnow.weight == 1 and (.preferred | startswith("reply")))] | length' native.jsonl)
  shaped trl-preference '(.prompt | type == "string") and (.chosen | type == "string") and (.rejected | type == "string") and .chosen != .rejected' "$pairs"
  shaped openai-preference '(.input.messages | length > 0) and (.preferred_output[0].role == "assistant") and (.non_preferred_output[0].role == "assistant")' "$pairs"
  checked "prefer: left, right, tie, both bad; $pairs pairs in the shapes of TRL and OpenAI"
}

scenario_chat() {
  kind_up chat
  tap x "saved: c6 rejected"
  tap X "saved: c3"
  tap e "ctrl+s save"
  types "Well: "
  tap C-s "saved: c10"
  tap a "saved: c1 accepted"
  press Tab
  tap Space "deferred"
  tap a "accepted"
  tap a "accepted"
  tap a "accepted"
  tap f "flagged"
  tap a "accepted"
  tap a "accepted"
  tap u "undone and saved"
  kind_again chat "8 of 10 decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  decisions "5 2 0 1 1"
  shaped native '.messages | length > 0 and all(.role | type == "string")' 9
  same "turns of c3, the last of them an answer" 4 "$(given c3 '.messages | length')"
  given c10 '.messages[-1].content' | grep -q '^Well: ' || fail "the edited turn of c10 did not leave"
  shaped openai-chat '.messages | length > 0 and .[-1].role == "assistant" and all(.role | IN("system","user","assistant","tool"))' "$(jq -s '[.[] | select(.winnow.weight == 1 and .messages[-1].role == "assistant")] | length' native.jsonl)"
  checked "chat: a turn edited, a conversation cut, undone after a restart; messages in their shape"
}

scenario_spans() {
  kind_up spans
  tap a "saved: s6 accepted"
  tap Enter "esc"
  press Tab
  press p
  tap Enter "saved: s4"
  tap Enter "esc"
  press l
  press l
  press c
  tap Enter "saved: s11"
  tap x "saved: s8 rejected"
  tap Space "saved: s2 deferred"
  tap Enter "esc"
  press Tab
  press d
  tap Enter "saved: s1"
  tap e "ctrl+s save"
  types "News: "
  tap C-s "saved: s12"
  tap a "accepted"
  tap f "flagged"
  tap a "accepted"
  tap a "accepted"
  tap u "undone and saved"
  kind_again spans "8 of 12 decided"
  tap u "undone and saved"
  tap C-r "done again and saved"
  kind_end
  local inside='. as $r | (.text | length) as $n | .spans | all(.start >= 0 and .end <= $n and .start < .end and (.label | type == "string"))'
  shaped native "$inside" 9
  same "the spans of s12 moved with the text" 'Apple Kent' "$(given s12 '. as $r | [.spans[] | $r.text[.start:.end]] | join(" ")')"
  shaped doccano '. as $r | (.text | length) as $n | .label | all(length == 3 and .[0] < .[1] and .[1] <= $n)' 7
  shaped prodigy '(.spans | type == "array") and (.answer | IN("accept","reject","ignore"))' 9
  checked "spans: marked, relabelled, removed, moved by an edit, undone after a restart; doccano and prodigy lines in their shapes"
}
