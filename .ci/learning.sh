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
  # There are 20 on the rain. By what the rows say of themselves 5 of them would
  # have come up within 34 decisions. How many more do depends on how fast these
  # keys come beside the learning: at a person's pace nearly all.
  local caught given=5
  caught=$(stat moods.winnow '.decisions.relabel // 0')
  ((caught > 2 * given)) || fail "only $caught of 20 wrong suggestions came up within 34 decisions"
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
  local done
  for _ in $(seq "$1"); do
    done=$(look | grep -oE '[0-9]+ of 60 decided' | head -1)
    if look | sed -n '3,8p' | grep -q 'rain'; then press k; else press a; fi
    sees "$((${done%% *} + 1)) of 60 decided"
  done
}
