package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"entente/internal/base/clock"
)

// progress shows how far an import has come: a bar with rate and time left on
// a terminal, a plain line now and then otherwise.
type progress struct {
	err    io.Writer
	bars   *mpb.Progress
	bar    *mpb.Bar
	total  int64
	done   int64
	next   int64
	watch  clock.Stopwatch
	closed bool
}

const plainStep = 16 << 20 // bytes between plain lines

func newProgress(e *env, files []source) *progress {
	p := &progress{err: e.Err, watch: clock.Start(), next: plainStep}
	for _, f := range files {
		if f.size > 0 {
			p.total += f.size
		}
	}
	if f, ok := e.Err.(*os.File); ok && term.IsTerminal(int(f.Fd())) && !e.root.JSON {
		p.bars = mpb.New(mpb.WithOutput(e.Err))
		p.bar = p.bars.AddBar(p.total,
			mpb.PrependDecorators(decor.CountersKibiByte("% .1f of % .1f")),
			mpb.AppendDecorators(decor.AverageSpeed(decor.SizeB1024(0), "% .1f"), decor.Name("  left "), decor.AverageETA(decor.ET_STYLE_MMSS)))
	}
	return p
}

// reader counts what is read from r.
func (p *progress) reader(r io.Reader) io.Reader { return &counted{r, p} }

type counted struct {
	io.Reader
	p *progress
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.p.add(int64(n))
	return n, err
}

func (p *progress) add(n int64) {
	p.done += n
	if p.bar != nil {
		p.bar.IncrInt64(n)
		return
	}
	if p.done >= p.next && p.done < p.total {
		p.next += plainStep
		fmt.Fprintf(p.err, "sent %d of %d MiB, %.1f MiB/s\n", p.done>>20, p.total>>20, float64(p.done)/(1<<20)/p.watch.Elapsed().Seconds())
	}
}

// say prints a line above the bar.
func (p *progress) say(format string, args ...any) {
	if p.bars != nil && !p.closed {
		_, _ = fmt.Fprintf(p.bars, format+"\n", args...) // a terminal that is gone needs no line
		return
	}
	fmt.Fprintf(p.err, format+"\n", args...)
}

// close ends the bar; it may be called again.
func (p *progress) close() {
	if p.closed {
		return
	}
	p.closed = true
	if p.bar != nil {
		p.bar.SetTotal(-1, true)
		p.bars.Wait()
	}
}
