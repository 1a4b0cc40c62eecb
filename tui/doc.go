// Package tui is the screen: one root model over one reviewer's [review.Session].
//
//	keys ─▶ model.Update ─▶ session.Decide ──▶ ticket
//	            │  ▲                             │ (a command waits)
//	            │  └──── savedMsg ◀──────────────┘
//	            ▼
//	          View: header │ card │ side │ status │ keys
//
// A decision moves the eye on at once: the next card is already in the
// prefetch window, the status line says "saving", and only the answer of the
// ticket, which comes after the commit, makes it "saved". Decisions are handed
// to the desk inside Update, so their order is the order of the keys; waiting
// for their fate, reading items and every other effect happens in commands.
//
// What is on screen beside the card is a [pane]: an editor, a picker, a list.
// A pane takes the keys while it is open and says when it is done.
//
// Every text that comes from a model or a file passes package visible before
// it becomes a row, and every row is cut and padded to its exact width, so no
// frame is ever wider or taller than the terminal.
//
// What the kinds of annotation do in their own way stands behind [kind].
// [RunPlain] is the same review in plain lines: it gives keys to the same model
// and prints what came of each.
package tui
