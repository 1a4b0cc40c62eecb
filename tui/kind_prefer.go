package tui

type preferKind struct{ plain }
