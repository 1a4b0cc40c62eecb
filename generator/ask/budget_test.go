package ask_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// spender answers calls at 100 tokens for the prompt and 50 for the answer.
func spender() *fake {
	return &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		_, err := obedient(n, c, say)
		return generator.Answer{Prompt: 100, Completion: 50}, err
	}}
}

// Ensure that the budget that is named is the one that is spent, with numbers that
// say something, and that one that lets nothing begin is told from one that is used
// up.
func TestBudget_NamesTheLimitThatWasMet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		budget review.Budget
		price  review.Price
		words  string
		hint   string
	}{
		"minutes of four":  {review.Budget{Minutes: 1, Tokens: 2_000_000, USD: 5, Requests: 1000}, review.Price{Input: 1, Output: 1}, "the budget of 1 minute is spent", "generate.budget.minutes"},
		"minutes, halves":  {review.Budget{Minutes: 1.5, Tokens: 2_000_000}, review.Price{}, "the budget of 1.5 minutes is spent", "generate.budget.minutes"},
		"requests of four": {review.Budget{Minutes: 60, Tokens: 2_000_000, USD: 5, Requests: 1}, review.Price{Input: 1, Output: 1}, "the budget of 1 request is spent", "generate.budget.requests"},
		"tokens of two":    {review.Budget{Tokens: 3000, USD: 5}, review.Price{Input: 1, Output: 1}, "the budget of 3000 tokens is spent (", "generate.budget.tokens"},
		"money of two":     {review.Budget{Tokens: 2_000_000, USD: 0.003}, review.Price{Input: 1, Output: 1}, "the budget of 0.003 US dollars is spent (0.00", "generate.budget.usd"},
		"few tokens":       {review.Budget{Tokens: 100, USD: 5}, review.Price{Input: 1, Output: 1}, "the budget of 100 tokens is too small for one request, which may take up to ", "raise generate.budget.tokens"},
		"little money":     {review.Budget{USD: 0.0001, Tokens: 2_000_000}, review.Price{Input: 1, Output: 1}, "the budget of 0.0001 US dollars is too small for one request, which may cost up to 0.00", "raise generate.budget.usd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task := seaTask(func(t *review.Task) { t.Generate.Budget, t.Generate.AtOnce = c.budget, 1 })
			now := time.Unix(1e9, 0)
			o := run(t, task, 1000, ask.Config{
				Endpoints: []ask.Endpoint{{Endpoint: spender(), Price: &c.price}},
				Now:       func() time.Time { now = now.Add(10 * time.Second); return now },
			})
			var why *generator.Error
			if !errors.As(o.err, &why) || !errors.Is(o.err, generator.ErrBudget) || !strings.HasPrefix(why.Reason, c.words) || !strings.Contains(why.Hint, c.hint) {
				t.Fatalf("ended with %v", o.err)
			}
			small := strings.Contains(why.Reason, "too small")
			if strings.Contains(why.Hint, "once more") == small || (len(o.samples) == 0) != small {
				t.Errorf("%d samples, %s: %s", len(o.samples), why.Reason, why.Hint)
			}
		})
	}
}

// Ensure that a request that is tried again counts again, and that the budget ends
// the trying.
func TestBudget_RetriesCount(t *testing.T) {
	t.Parallel()
	for _, budget := range []int{1, 3, 7, 20} {
		f := &fake{host: "h", answer: func(_ int, _ generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
			for n := range 5 { // and the first: as openai tries
				if err := say(generator.Piece{Wait: &generator.Wait{Reason: "the server has a fault (500)", For: time.Millisecond}}); err != nil {
					return generator.Answer{Requests: n}, err
				}
			}
			return generator.Answer{Requests: 5}, &generator.Error{Reason: "the server has a fault (500)", Retry: true}
		}}
		task := seaTask(func(t *review.Task) { t.Generate.Budget.Requests = budget })
		s, err := ask.New(task, one(f))
		if err != nil {
			t.Fatal(err)
		}
		spent := 0
		for try := 0; ; try++ { // as patience does
			o := again(t, s, task, 10)
			if spent += o.spent.Requests; errors.Is(o.err, generator.ErrBudget) {
				if !strings.Contains(o.err.Error(), "is spent") || budget > 1 && !strings.HasSuffix(o.err.Error(), "; the last request failed: the server has a fault (500)") {
					t.Errorf("%d requests: %v", budget, o.err)
				}
				break
			}
			if try == 20 {
				t.Fatalf("%d requests: %v", budget, o.err)
			}
		}
		if spent != budget {
			t.Errorf("%d requests were sent of %d", spent, budget)
		}
	}
}

// Ensure that going on behind a budget, which a person asks for, may spend as much
// once more, as the hint says.
func TestBudget_GoingOnMaySpendAsMuchOnceMore(t *testing.T) {
	t.Parallel()
	task := seaTask(func(t *review.Task) { t.Generate.Budget.Requests, t.Generate.AtOnce = 2, 1 })
	s, err := ask.New(task, one(spender()))
	if err != nil {
		t.Fatal(err)
	}
	samples := 0
	for range 3 {
		o := again(t, s, task, 1000)
		if samples += len(o.samples); len(o.samples) == 0 || o.spent.Requests != 2 || !errors.Is(o.err, generator.ErrBudget) {
			t.Errorf("%d samples, spent %+v, %v", len(o.samples), o.spent, o.err)
		}
	}
	for i := range 3 { // a run that was done leaves the next one what it did not spend
		if o := again(t, s, task, 1); errors.Is(o.err, generator.ErrBudget) != (i == 2) {
			t.Errorf("%d samples, %v", len(o.samples), o.err)
		}
	}
}
