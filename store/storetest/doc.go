// Package storetest makes projects and samples for tests.
package storetest
