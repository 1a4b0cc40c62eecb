package tui

type spansKind struct{ plain }
