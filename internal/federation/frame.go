package federation

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// The wire form of a log (docs/protocol.md): lines, each beginning with one
// letter. F is a frame in canonical JSON; O is one object's canonical bytes,
// which hold no line break. After an entry's frame come its objects and an end
// frame; after the last entry of a batch comes the checkpoint that covers it.
type frame struct {
	Entry      *entryFrame      `json:"entry,omitempty"`
	End        *endFrame        `json:"end,omitempty"`
	Checkpoint *checkpointFrame `json:"checkpoint,omitempty"`
	Idle       bool             `json:"idle,omitempty"`
}

type entryFrame struct {
	Index     int64          `json:"index"`
	Salt      string         `json:"salt"` // base64
	Statement jsontext.Value `json:"statement"`
}

type endFrame struct {
	Lines int64 `json:"lines"`
	Gone  bool  `json:"gone"`
}

type checkpointFrame struct {
	Note string `json:"note"`
}

// Limits of the wire, in bytes.
const (
	maxFrame  = 48 << 20 // a release sent in part brings a path for each object
	maxObject = 8 << 20
)

// frameWriter writes lines; errors stick.
type frameWriter struct {
	w   *bufio.Writer
	err error
}

func (f *frameWriter) frame(v frame) {
	if f.err != nil {
		return
	}
	b, err := strictjson.Marshal(v)
	if err != nil {
		f.err = err
		return
	}
	f.line('F', b)
}

func (f *frameWriter) line(letter byte, b []byte) {
	for _, part := range [][]byte{{letter}, b, {'\n'}} {
		if f.err == nil {
			_, f.err = f.w.Write(part)
		}
	}
}

// lineReader reads lines up to their limits.
type lineReader struct {
	r *bufio.Reader
}

// next gives the letter and the rest of the next line. The bytes are the
// caller's.
func (l *lineReader) next() (letter byte, line []byte, err error) {
	letter, err = l.r.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	limit := maxFrame
	if letter == 'O' {
		limit = maxObject
	}
	for {
		part, err := l.r.ReadSlice('\n')
		if len(line)+len(part) > limit+1 {
			return 0, nil, errs.New(errs.TooLarge, "a line of the peer is over %d bytes", limit)
		}
		line = append(line, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return 0, nil, err
		}
		return letter, line[:len(line)-1], nil
	}
}

func parseFrame(line []byte) (f frame, err error) {
	return f, strictjson.Decode(line, &f, strictjson.Large)
}

func salt64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func parseSalt(s string) (salt [32]byte, err error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(salt) {
		return salt, errs.New(errs.Invalid, "the salt is not 32 bytes of base64")
	}
	copy(salt[:], b)
	return salt, nil
}
