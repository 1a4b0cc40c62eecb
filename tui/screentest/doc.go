// Package screentest runs a Bubble Tea program on a virtual terminal, so that
// tests press keys and read the screen as a person does.
//
//	s := screentest.New(t, model, 80, 24)
//	s.WaitFor("first sample")
//	s.Type("a")
//	s.WaitFor("saved", "second sample")
//	s.Golden()
//
// The program is the real one: keys go in as the bytes that a terminal sends,
// what it writes is interpreted by an emulator that answers its queries
// (background colour, modes), and the screen is read cell by cell.
//
// A program draws when it comes to it. So no test sleeps: it waits for what
// only the new screen shows ([Screen.WaitFor], [Screen.WaitGone],
// [Screen.WaitUntil]), and [Screen.Golden] waits for the screen to become the
// golden one. Every wait has a deadline, and fails with the screen in the
// message. Every frame that a program draws is checked to fit the terminal; a
// terminal hides what does not.
//
// [Screen.SVG] draws the screen as a picture.
//
// The package is for tests only.
package screentest
