# shellcheck shell=bash
# The order learns while somebody decides.

# Sixty rows; those about the rain are always wrong, and the model is surest of
# all but the first few of them.
rainy_rows() {
  jq -cn 'range(60) | (. % 3 == 0) as $rain |
    {id: "r\(.)", text: "All \(if $rain then "rain" else "sun" end) on day \(.), as they say.",
     label: "glad", confidence: ((if $rain and . > 12 then 700 else 500 end) + . * 3 | . / 1000)}'
}

# Wrong suggestions come first once a few were corrected, the reason is one key
# away, and a new start goes on with what was learned.
scenario_learning() {
  rainy_rows >moods.jsonl
  cat >moods.yaml <<'YAML'
name: moods
kind: classify
fields: [text]
labels:
  - {name: glad, key: j}
  - {name: sad, key: k}
YAML
  open_screen learning 120x40 winnow review moods.jsonl --task moods.yaml
  sees "suggestion glad"
  line 3 | grep -q '^ r0 ' || fail "the least confident sample is not first"
  judge 14
  press w
  sees "by the given confidence alone it would be"
  sees "sum of what follows"
  press w
  sees "suggestion glad"
  judge 20
  press q
  ended 0
  # Of 34 decisions those on the rain are wrong: there are 20, and nearly all
  # must have come up although the rows were surer of them, which would have
  # brought 5.
  local caught
  caught=$(stat moods.winnow '.decisions.relabel // 0')
  ((caught >= 18)) || fail "only $caught of 20 wrong suggestions came up within 34 decisions"
  winnow check moods.winnow 2>&1 | grep -q 'everything agrees' || fail "the project does not agree with itself"
  open_screen learned 120x40 winnow review moods.jsonl --task moods.yaml
  sees "34 of 60 decided"
  press o o o
  sees "by the given confidence"
  press q
  ended 0
  checked "learning: $caught of 20 wrong suggestions within 34 of 60 decisions, although the rows were surer of them"
}

# judge N decides N samples: rain is sad.
judge() {
  local so_far
  for _ in $(seq "$1"); do
    so_far=$(look | grep -oE '[0-9]+ of 60 decided' | head -1)
    if look | sed -n '3,8p' | grep -q 'rain'; then press k; else press a; fi
    sees "$((${so_far%% *} + 1)) of 60 decided"
    soon learned "$((59 - ${so_far%% *}))" || fail "${so_far%% *} decisions and one were not learned from"
  done
}

# learned N tells whether the reasons know that N samples are left to decide: the
# learning has its own pace, and stands back where the machine is busy.
learned() {
  local known=1
  tap w "WHY THIS IS HERE"
  ! shows "of $1 to decide" || known=0
  press w
  sees_no "WHY THIS IS HERE"
  return "$known"
}
