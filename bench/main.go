// Command bench measures what docs/performance.md states and prints one JSON
// line for each figure. Every figure of the store is a ratio to the bare
// database driver, taken in the same run on the same rows: machines differ and
// are noisy, ratios less so.
//
//	go run ./bench                  all, at 100,000 objects
//	go run ./bench -n 20000 import  one of them, smaller
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime"

	"github.com/go-json-experiment/json"
)

// figure is one measured line.
type figure struct {
	Name    string             `json:"name"`
	Command string             `json:"command"`
	Values  map[string]float64 `json:"values"`
	Limit   string             `json:"limit"`
	Reached bool               `json:"reached"`
}

// settings are what all measurements share.
type settings struct {
	n      int
	attack string
	dir    string
	log    *slog.Logger
}

var measurements = map[string]func(context.Context, settings) ([]figure, error){
	"import":  benchImport,
	"taxii":   benchTAXII,
	"release": benchRelease,
	"change":  benchChange,
	"match":   benchMatch,
	"conduct": benchConduct,
}

func main() {
	n := flag.Int("n", 100_000, "generated indicators")
	attack := flag.String("attack", "../shared/data/attack/enterprise-attack.json", "ATT&CK bundle; left out when it is not there")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, settings{n: *n, attack: *attack, log: slog.New(slog.DiscardHandler)}, flag.Args())
	stop()
	os.Exit(code)
}

func run(ctx context.Context, s settings, names []string) int {
	if len(names) == 0 {
		names = []string{"import", "taxii", "release", "change", "match", "conduct"}
	}
	dir, err := os.MkdirTemp("", "entente-bench-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left in /tmp harms nobody
	s.dir = dir
	fmt.Fprintf(os.Stderr, "%s, %d processors\n", runtime.Version(), runtime.NumCPU())
	code := 0
	for _, name := range names {
		f, ok := measurements[name]
		if !ok {
			fmt.Fprintln(os.Stderr, "no measurement is called", name)
			return 2
		}
		figures, err := f(ctx, s)
		if err != nil {
			fmt.Fprintln(os.Stderr, name+":", err)
			return 1
		}
		for _, fig := range figures {
			fig.Command = fmt.Sprintf("go run ./bench -n %d %s", s.n, name)
			line, err := json.Marshal(fig, json.Deterministic(true))
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			fmt.Println(string(line))
			if !fig.Reached {
				code = 1
			}
		}
	}
	return code
}
