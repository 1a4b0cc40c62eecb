# shellcheck shell=bash
# The main jobs, from a file or from nothing to what a trainer reads.

checked() { printf '  %s\n' "$*"; }

# same WHAT WANT GOT compares two texts.
same() {
  [[ $2 == "$3" ]] && return
  diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") >&2 || true
  fail "$1 (left: wanted, right: got)"
}

# stat PROJECT JQ reads one figure of the statistics.
stat() { winnow stats "$1" --json | jq -r "$2"; }

classify_rows() {
  cat <<'ROWS'
{"id":"sure","text":"The train leaves at nine.","label":"calm","confidence":0.95}
{"id":"low","text":"Nobody in his right mind votes for that.","label":"calm","confidence":0.12,"page":12,"meta":{"tags":["a","b"],"score":1.50}}
{"id":"mid","text":"The bridge was closed on monday","label":"calm","confidence":0.40,"big":12345678901234567890,"odd key ":null}
{"id":"none","text":"강이 밤새 2미터 불어났다 🌊","label":"calm","번호":"일"}
{"id":"junk","text":"asdf asdf","label":"loaded","confidence":0.45,"empty":{}}
{"id":"late","text":"Prices went up, as so often.","label":"loaded","confidence":0.60}
{"id":"next","text":"A scandal without equal!","label":"loaded","confidence":0.80}
ROWS
}

# What must leave: the four that stay decided, each with all its members.
classify_want() {
  cat <<'ROWS'
{"id":"low","text":"Nobody in his right mind votes for that.","label":"loaded","confidence":0.12,"page":12,"meta":{"tags":["a","b"],"score":1.50},"decision":"relabel","suggestion":"calm","flagged":true,"note":"see page 12"}
{"id":"mid","text":"On time? The bridge was closed on monday","label":"calm","confidence":0.40,"big":12345678901234567890,"odd key ":null,"decision":"edit","suggestion":"calm","flagged":false,"note":""}
{"id":"none","text":"강이 밤새 2미터 불어났다 🌊","label":"calm","번호":"일","decision":"accept","suggestion":"calm","flagged":false,"note":""}
{"id":"junk","text":"asdf asdf","label":"loaded","confidence":0.45,"empty":{},"decision":"reject","suggestion":"loaded","flagged":false,"note":""}
ROWS
}

third_row_begins() { [[ $(line 3) == "$1"* ]]; }

# Every kind of decision, undo and redo, also after a new start.
scenario_classify() {
  classify_rows >news.jsonl
  open_screen classify 80x24 winnow review news.jsonl
  sees "0 of 7 decided"
  line 3 | grep -q '^ none ' || fail "the sample without a confidence is not first"
  tap a "saved: none accepted as calm"
  line 3 | grep -q '^ low ' || fail "the least confident sample is not next"
  tap f "saved: low flagged"
  press n
  sees "keep the note"
  types "see page 12"
  tap Enter "saved: low with its note"
  tap 2 "saved: low relabelled calm → loaded"
  tap e "ctrl+s save"
  types "On time? "
  sees "On time? The bridge"
  tap C-s "saved: mid edited"
  tap x "saved: junk rejected"
  tap Space "saved: late deferred"
  tap a "saved: next accepted as loaded"
  tap a "saved: sure accepted as calm"
  soon third_row_begins " late " || fail "the deferred sample does not come back at the end"
  tap u "undone and saved: sure"
  tap u "undone and saved: next"
  tap BSpace "undone and saved: late"
  tap C-r "done again and saved: late"
  press q
  ended 0
  sees "4 of 7 samples decided, all saved in news.winnow"
  close_screen
  open_screen resumed 80x24 winnow review news.jsonl
  sees "4 of 7 decided"
  tap u "undone and saved: late"
  press q
  ended 0

  same "decided" 4 "$(stat news.winnow .decided)"
  same "undecided" 3 "$(stat news.winnow .undecided)"
  winnow export news.winnow --as native -o out.jsonl 2>said.txt
  grep -q '3  not decided yet' said.txt || fail "the summary does not explain what is left out: $(cat said.txt)"
  # As text, number by number: what is unknown comes out byte for byte.
  local got want
  want=$(classify_want | sort)
  got=$(sed -E 's/,"winnow":\{.*\}\}$/}/' out.jsonl | paste -d '\t' - <(jq -c '.winnow |
    {decision, suggestion, flagged: (.flags | length > 0), note}' out.jsonl) | sed 's/}\t{/,/' | sort)
  same "the export differs from what was decided" "$want" "$got"
  winnow check news.winnow 2>/dev/null || fail "the project is not sound"
  checked "classify: least confident first; accept, relabel, edit, reject, defer, flag, note, 3 undone," \
    "1 redone, new start, 1 undone; native export = 4 decisions with every unknown member, byte for byte"
}

text_rows() {
  cat <<'ROWS'
{"id":"bye","instruction":"Say goodbye.","output":"Bye","confidence":0.2}
{"id":"ann","instruction":"Greet this person.","input":"Ann","output":"Hello Ann","confidence":0.4}
{"id":"no","instruction":"Say no, politely.","output":"NO!!","confidence":0.6}
{"id":"yes","instruction":"Say yes.","output":"Yes.","confidence":0.8}
ROWS
}

# Texts to chat lines and preference pairs.
scenario_text() {
  text_rows >replies.jsonl
  open_screen text 100x30 winnow review replies.jsonl
  sees "0 of 4 decided"
  tap e "✎ output" # the response comes first
  press C-e
  types " for now!"
  sees "Bye for now!"
  tap C-s "saved: bye edited"
  tap a "saved: ann accepted"
  tap x "saved: no rejected"
  tap a "saved: yes accepted"
  press q
  ended 0

  winnow export replies.winnow --as openai-chat >chat.jsonl 2>/dev/null
  jq -e -s 'length == 3 and all(.[]; (.messages | length) >= 2 and (.messages[-1].role == "assistant")
    and (.messages[-2].role == "user") and all(.messages[]; (.content | type) == "string"))' chat.jsonl >/dev/null ||
    fail "openai-chat: $(cat chat.jsonl)"
  same "answers in openai-chat" $'Bye for now!\nHello Ann\nYes.' "$(jq -r '.messages[-1].content' chat.jsonl | sort)"
  grep -F Ann chat.jsonl | jq -e '.messages[-2].content | contains("Greet this person.") and contains("Ann")' >/dev/null ||
    fail "openai-chat: the input is missing"
  winnow export replies.winnow --as trl-preference >pairs.jsonl 2>/dev/null
  local text='if type == "array" then .[-1].content else . end'
  # Trainers put prompt and answer together as they are: a blank line between.
  same "trl-preference" '["Say goodbye.\n\n","Bye for now!","Bye"]' \
    "$(jq -c "[(.prompt | $text), (.chosen | $text), (.rejected | $text)]" pairs.jsonl)"
  local code=0
  winnow export replies.winnow --as trl-preference --decision reject >none.jsonl 2>/dev/null || code=$?
  same "exit code of an empty export" 3 "$code"
  checked "text: an edit, two accepted, a rejected one; openai-chat has 3 valid lines, trl-preference" \
    "the pair of the edit, an empty export ends with 3"
}

made() { look | grep -oE 'offline[^0-9]*[0-9]+ of' | grep -oE '[0-9]+' || echo 0; }
grown() { (($(made) > $1)); }

# Nothing but the program: it writes, one decides, and the words at the end
# work when pasted.
scenario_demo() {
  open_screen demo 80x24 winnow demo
  soon grown 2 || fail "no samples stream in"
  local before
  before=$(made)
  soon grown "$before" || fail "the stream stands still"
  local i
  for i in 1 2 3 4 5; do
    sees " suggestion " # the writing may be slower than the keys
    tap a "$i of "
    sees_no "unsaved"
  done
  sees "5 of "
  press q
  ended 0
  sees "5 accepted"
  local out again
  out=$(look_joined | grep -oE 'winnow export .*') || fail "it does not say how to export"
  again=$(look_joined | grep -oE -m 1 'winnow review [^ ]*\.winnow') || fail "it does not say how to go on"
  bash -ec "$out" 2>/dev/null
  same "lines from the pasted export" 5 "$(wc -l <curated.jsonl)"
  close_screen
  open_screen again 80x24 bash -c "exec $again"
  sees "5 of "
  press q
  ended 0
  checked "demo: samples stream in at 80x24; five accepted; the export and the review that it names" \
    "at the end work when pasted"
}
