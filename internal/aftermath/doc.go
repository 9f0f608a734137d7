// Package aftermath looks back at an exercise within its realm: what people noticed at
// its hot wash, and the after-action report of the node that conducts.
//
// The report is put together anew whenever it is asked for, of what the conduct and the
// evaluation hold; it asks their services and touches none of their tables.
//
//   - figures.go   times to detect, to share and to decide: pure
//   - report.go    the report, and who sees it
//   - observe.go   observations, told to the node that conducts
//   - file.go      what a person carries to the live realm, and figures brought from it
package aftermath
