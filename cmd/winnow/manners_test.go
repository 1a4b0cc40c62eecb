package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// waits is how long the work waits when it asks whether it may go on.
func (m *manners) waits() time.Duration {
	from := time.Now()
	m.giveWay()
	return time.Since(from)
}

// Ensure that work beside the screen rests from a key until the key is done
// with, and only then.
func TestManners_WorkRestsAfterAKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newManners(t.Context())
		if got := m.waits(); got != 0 {
			t.Errorf("it waits %v although nobody types", got)
		}
		m.watch(nil, tea.KeyPressMsg{Code: 'a'})
		if got := m.waits(); got != restAfterKey {
			t.Errorf("it waits %v after a key, not %v", got, restAfterKey)
		}
		if got := m.waits(); got != 0 {
			t.Errorf("it waits %v more", got)
		}
		m.watch(nil, tea.KeyPressMsg{Code: 'a'})
		time.Sleep(restAfterKey)
		if got := m.waits(); got != 0 {
			t.Errorf("it waits %v for a key that was long ago", got)
		}
		m.watch(nil, tea.MouseWheelMsg{})
		go func() {
			time.Sleep(restAfterKey / 2)
			m.watch(nil, tea.KeyPressMsg{Code: 'a'})
		}()
		if got := m.waits(); got != restAfterKey*3/2 {
			t.Errorf("it waits %v when another key comes meanwhile", got)
		}
	})
}

// Ensure that a key held down slows the work and does not stop it.
func TestManners_WorkGetsItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newManners(t.Context())
		go func() { // longer than the work is looked at
			for range 100 {
				m.watch(nil, tea.KeyPressMsg{Code: 'a'})
				time.Sleep(10 * time.Millisecond)
			}
		}()
		synctest.Wait()
		for range 3 {
			if got := m.waits(); got != longestRest {
				t.Errorf("it waits %v, not %v", got, longestRest)
			}
			for worked := time.Duration(0); worked < turnOfWork; worked += time.Millisecond {
				if got := m.waits(); got != 0 {
					t.Errorf("it waits %v after %v of its turn", got, worked)
				}
				time.Sleep(time.Millisecond)
			}
		}
		time.Sleep(time.Second)
		if got := m.waits(); got != 0 {
			t.Errorf("it waits %v when the key was let go", got)
		}
	})
}

// Ensure that the end of the review is not waited for, and that what else comes
// to the screen is no key.
func TestManners_EndsAndOtherMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		m := newManners(ctx)
		if got := m.watch(nil, tea.WindowSizeMsg{Width: 80}); got != (tea.WindowSizeMsg{Width: 80}) || m.waits() != 0 {
			t.Errorf("a message became %v", got)
		}
		m.watch(nil, tea.KeyPressMsg{Code: 'q'})
		end()
		if got := m.waits(); got != 0 {
			t.Errorf("it waits %v after the end", got)
		}
	})
}
