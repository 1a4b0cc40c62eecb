package main

import (
	"fmt"
	"strings"

	"winnow/review/measure"
)

// quality are the sections that only some projects have something for.
func (m markup) quality(f measure.Figures) {
	if f.Agreement != nil {
		m.agreement(*f.Agreement)
	}
	if f.Judge != nil {
		m.judge(*f.Judge)
	}
	if len(f.Coverage) > 0 {
		m.coverage(f.Coverage)
	}
}

func (m markup) agreement(a measure.Agreement) {
	m.section("Agreement", fmt.Sprintf("%s decided by more than one of %d reviewers, %s alike. Krippendorff's alpha is 1 where all agree and 0 where they agree as chance has it; who decides again may have seen what was decided before.",
		plural(a.Samples, "sample"), a.Reviewers, grouped(a.Same)))
	m.put("<p>alpha <b>%s</b></p>\n", number(a.Alpha))
	if a.Low() {
		m.put("<p><b>Below %v nothing should be built on it: the guidelines are not clear, or the question is one of taste.</b></p>\n", measure.AlphaLeast)
	}
	m.put("</section>\n\n")
}

func (m markup) judge(j measure.Judged) {
	m.section("Judge", fmt.Sprintf("Of %s decided with a mark, judge and reviewers agree about %.1f%% (95%%: %.1f to %.1f): the judge calls good what it marks %g of %d or more, the reviewers what they accept unchanged. Kappa %s.",
		plural(j.Items, "sample"), 100*j.Agreement, 100*j.Low, 100*j.High, j.Least, measure.JudgeMost, number(j.Kappa)))
	m.put("<table><thead><tr><th></th><th class=\"n\">accepted unchanged</th><th class=\"n\">changed or rejected</th></tr></thead><tbody>\n")
	for _, r := range [][3]string{
		{"marked good", grouped(j.Both), grouped(j.Judge)},
		{"marked less", grouped(j.Reviewers), grouped(j.Neither)},
		{"mean mark", number(j.Accepted), number(j.Changed)},
	} {
		m.row(r[0])
		m.number(r[1])
		m.number(r[2])
		m.put("</tr>\n")
	}
	m.put("</tbody></table>\n")
	if j.Weak() {
		m.put("<p><b>The judge says little of what reviewers do: a filter by it throws away good samples and keeps bad ones.</b></p>\n")
	}
	m.put("</section>\n\n")
}

func (m markup) coverage(all []measure.Coverage) {
	m.section("Coverage", "How far the samples reach into what the task names: topics, facts, attributes. A kept sample is accepted, edited or relabelled.")
	m.put(`<table class="full"><thead><tr><th>asked for by</th><th class="n">values</th><th class="n">with a sample</th>`)
	m.put("<th class=\"n\">with a kept one</th><th>without, for example</th></tr></thead><tbody>\n")
	for _, c := range all {
		var missing []string
		for _, v := range c.Missing[:min(len(c.Missing), missingShown)] {
			missing = append(missing, shownName(v.Value))
		}
		m.row(c.Condition)
		for _, n := range []int{c.Values, c.Made, c.Covered} {
			m.number(grouped(n))
		}
		m.put("<td class=\"name\"><bdi>%s</bdi></td></tr>\n", strings.Join(missing, ", "))
	}
	m.put("</tbody></table>\n</section>\n\n")
}
