package review

// News is a snapshot of what watchers show.
type News struct {
	Counts Counts
	// Stream is the status of samples coming in, nil when none ever came.
	Stream *Stream
	// Lessons counts how often the queue was reordered by what was learned.
	Lessons int
	// Unlearned is why the order no longer learns, nil while it does.
	Unlearned error
}

// Watch tells its owner that something changed. It is level-triggered: many
// changes make one signal, and [Desk.News] is the state at that moment.
type Watch struct {
	desk *Desk
	c    chan struct{}
}

// Watch starts watching the desk. Stop it with [Watch.Stop].
func (d *Desk) Watch() *Watch {
	w := &Watch{desk: d, c: make(chan struct{}, 1)}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watchers[w] = struct{}{}
	return w
}

// C receives a signal after changes; it is closed by Stop.
func (w *Watch) C() <-chan struct{} { return w.c }

// Stop ends the watch and closes its channel.
func (w *Watch) Stop() {
	w.desk.mu.Lock()
	defer w.desk.mu.Unlock()
	if _, ok := w.desk.watchers[w]; ok {
		delete(w.desk.watchers, w)
		close(w.c)
	}
}

// tell signals all watchers; d.mu is held.
func (d *Desk) tell() {
	for w := range d.watchers {
		select {
		case w.c <- struct{}{}:
		default: // a signal is waiting already
		}
	}
}

// News returns the current state.
func (d *Desk) News() News {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := News{Counts: d.counts.clone(), Lessons: d.lessons, Unlearned: d.unlearned}
	if d.stream != nil {
		s := *d.stream
		n.Stream = &s
	}
	return n
}
