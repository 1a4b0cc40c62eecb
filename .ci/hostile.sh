# shellcheck shell=bash
# Texts that attack the terminal, and terminals of every size and colour.

# Each control would do something: set the clipboard, clear the screen, turn
# the text around, go to the line's start, begin a C1 sequence, ring. Once as
# JSON writes it, once as it is (without NUL, which a shell cannot hold).
hostile_json='A\u001b]52;c;ZXZpbA==\u0007B\u001b[2JWIPE\u202eC\rD\u009b31mE\u0000F\u0085G\u2066H'
hostile_bytes=$'A\e]52;c;ZXZpbA==\aB\e[2JWIPE\xe2\x80\xaeC\rD\xc2\x9b31mEF\xc2\x85G\xe2\x81\xa6H'
# What JSON lets stand unescaped.
hostile_bare=$'x\xe2\x80\xaey\xc2\x9b31mz\xc2\x85\xe2\x81\xa6'

hostile_rows() {
  local t=$hostile_json
  printf '{"id":"h1","text":"%s","label":"calm","confidence":0.1,"rationale":"%s","model":"m%s","probs":{"calm":0.1,"loaded":0.9}}\n' "$t" "$t" "$t"
  printf '{"id":"h2","text":"%s","label":"loaded","confidence":0.2}\n' "$t"
  printf '{"id":"h3%s","text":"plain","label":"loaded","confidence":0.3}\n' "$t"
  printf '{"id":"h4","text":"raw %s","label":"loaded","confidence":0.5}\n' "$hostile_bare"
  printf '{"id":"h5","text":"%s","label":"loaded","confidence":0.4} %s\n' "$t" "$hostile_bytes"
}

# What must not stand in a recording, as byte patterns. The screen clears
# itself with ESC [2J too: that of the text has a word behind it.
forbidden=('\x1b\]52' 'ZXZpbA==\x07' '\x1b\[2JWIPE' 'C\rD' '\xc2[\x80-\x9f]' '\x9b31m'
  '\xe2\x80[\x8e\x8f\xaa-\xae]' '\xe2\x81[\xa6-\xa9]')

clean_bytes() {
  local pattern
  for pattern in "${forbidden[@]}" '\x00'; do
    ! LC_ALL=C grep -qaP -- "$pattern" "$1" ||
      fail "$pattern reached the terminal: $(LC_ALL=C grep -oaP -- ".{0,20}$pattern.{0,20}" "$1" | head -n 2 | cat -v)"
  done
}

# paste_hostile pastes in brackets, as terminals do.
paste_hostile() {
  mux set-buffer "$hostile_bytes"
  mux paste-buffer -p -t "$screen"
}

# A search that never finds anything proves nothing.
search_works() {
  local pattern
  for pattern in "${forbidden[@]}"; do
    printf '%s' "$hostile_bytes" | LC_ALL=C grep -qaP -- "$pattern" || fail "the search does not find $pattern"
  done
}

scenario_hostile() {
  search_works
  hostile_rows >bad.jsonl
  open_screen hostile 120x40 winnow review bad.jsonl
  sees "0 of 4 decided"
  sees "WIPE"
  sees "hidden character"
  # Every place where a text comes up.
  tap w "esc"
  leave
  tap h "esc"
  leave
  tap e "ctrl+s save"
  leave
  press /
  sees "decision:none"
  paste_hostile
  sees "WIPE"
  leave
  tap a "saved: h1"
  tap 1 "saved: h2"
  # A paste brings the controls in as typed text, and a saved one back.
  press n
  sees "keep the note"
  paste_hostile
  tap Enter "with its note"
  press n
  sees "keep the note"
  leave
  tap e "ctrl+s save"
  paste_hostile
  sees "WIPE"
  tap C-s "edited"
  sees "raw x"
  tap a "saved: h4"
  tap h "esc"
  leave
  press q
  ended 0
  close_screen
  clean_bytes "$work/hostile.bytes"

  open_screen print 120x40 winnow export bad.winnow --as native
  ended 0
  sees "4 samples as native"
  close_screen
  clean_bytes "$work/print.bytes"

  winnow export bad.winnow --as native >out.jsonl 2>/dev/null
  same "records whose text is as it came" 2 "$(grep -cF "\"text\":\"$hostile_json\"" out.jsonl)"
  same "records whose id is as it came" 1 "$(grep -cF "\"id\":\"h3$hostile_json\"" out.jsonl)"
  # A file may be printed as well: what stood bare comes out escaped.
  same "text that stood bare" "raw $hostile_bare" "$(jq -r 'select(.id == "h4").text' out.jsonl)"
  checked "hostile: ESC ]52, ESC [2J, CR, BEL, NUL, C1 and bidi controls in text, id, rationale, model, a bad line," \
    "pastes into search, note and editor, a printed export: $(cat "$work"/{hostile,print}.bytes | wc -c) bytes searched, none came through;" \
    "exported texts are exact"
}

# framed COLS ROWS: the header is on the first line and the keys on the last.
framed() {
  local size=$1
  shows "need" && return 1
  line 1 | grep -q '^ winnow' && look | tail -n 1 | grep -q 'q quit' &&
    [[ $(look | wc -l) == "${size#*x}" ]]
}

resize_to() { mux resize-window -t "$screen" -x "${1%x*}" -y "${1#*x}"; }

scenario_sizes() {
  classify_rows >news.jsonl
  open_screen small 20x5 winnow review news.jsonl
  sees "20×5"
  local size
  for size in 80x24 200x50 40x12 100x30 80x24; do
    resize_to "$size"
    soon framed "$size" || fail "$size is not drawn whole"
    sees "강이 밤새"
    if ((${size%x*} >= 100)); then sees PROGRESS; else sees_no PROGRESS; fi
  done
  press e
  sees "ctrl+s save"
  types "half"
  resize_to 20x5
  sees "20×5"
  resize_to 200x50
  sees "half강이" # the editor is still open, the text still there
  press C-x
  sees PROGRESS
  resize_to 20x5
  sees "20×5"
  press q
  ended 0
  close_screen
  for size in 80x24 200x50; do
    open_screen "at$size" "$size" winnow review news.jsonl
    soon framed "$size" || fail "$size is not drawn whole"
    press q
    ended 0
    close_screen
  done
  checked "sizes: 20x5 says what is needed; 80x24, 200x50, 40x12, 100x30 drawn whole from the start and after" \
    "resizing while it runs, an open editor keeps its text"
}

# colours FILE prints every colour that the recording asks for.
colours() {
  LC_ALL=C grep -oaP '\x1b\[[0-9;:]*m' "$1" | tr -d '\033[m' | tr ':;' '\n' |
    grep -xE '3[0-8]|4[0-8]|9[0-7]|10[0-7]' | sort -un | tr '\n' ' ' || true
}

scenario_colours() {
  classify_rows >news.jsonl
  local run
  for run in plain coloured; do
    if [[ $run == plain ]]; then
      open_screen "$run" 100x30 env NO_COLOR=1 winnow review news.jsonl
    else
      open_screen "$run" 100x30 winnow review news.jsonl
    fi
    sees " of 7 decided"
    tap "?" "why this is here"
    leave
    tap e "ctrl+s save"
    types "New "
    tap C-s "edited"
    press Left
    sees "New"
    press q
    ended 0
    close_screen
  done
  same "colours with NO_COLOR=1" "" "$(colours "$work/plain.bytes")"
  [[ -n $(colours "$work/coloured.bytes") ]] || fail "without NO_COLOR there are no colours: the search finds nothing"
  checked "colours: none with NO_COLOR=1 in $(wc -c <"$work/plain.bytes") bytes; without it $(colours "$work/coloured.bytes" | wc -w) kinds"
}
