package store

// AtWork tells others that files are being written in the folder, until done
// is called.
func AtWork(dir string) (done func()) { return enterFolder(dir).leave }
