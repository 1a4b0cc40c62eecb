package strategy

import "winnow/generator"

// several asks by more than one strategy in turn.
type several struct {
	names []string
	of    map[string]Strategy
	share map[string]float64
	asked map[string]int
}

func newSeveral(names []string, g generateOf) (Strategy, error) {
	s := &several{of: map[string]Strategy{}, share: map[string]float64{}, asked: map[string]int{}}
	for _, name := range names {
		one, err := named(name, g)
		if err != nil {
			return nil, err
		}
		if s.of[name] == nil {
			s.names = append(s.names, name)
		}
		s.of[name] = one
		s.share[name]++
	}
	return s, nil
}

func (s *several) Next(st *State) *Ask {
	waiting := map[string]bool{} // those that have nothing to ask now
	for len(waiting) < len(s.names) {
		next := ""
		for _, name := range s.names {
			if !waiting[name] && (next == "" || s.behind(name) > s.behind(next)) {
				next = name
			}
		}
		if a := s.of[next].Next(st); a != nil {
			a.Strategy = next
			s.asked[next] += max(1, a.Samples)
			return a
		}
		waiting[next] = true
	}
	return nil
}

// behind is how far a strategy is behind its share, up to what all have alike.
func (s *several) behind(name string) float64 { return -float64(s.asked[name]) / s.share[name] }

func (s *several) Take(st *State, a *Ask, o generator.Object) Taken {
	got := s.of[a.Strategy].Take(st, a, o)
	for _, then := range got.Then {
		then.Strategy = a.Strategy
	}
	return got
}

// Slow makes a strategy be asked a quarter as often as it would be, or as
// often as before; false when it is the only one.
func (s *several) Slow(name string, slow bool) bool {
	if s.of[name] == nil {
		return false
	}
	if s.share[name] = 1; slow {
		s.share[name] = 0.25
	}
	return true
}
