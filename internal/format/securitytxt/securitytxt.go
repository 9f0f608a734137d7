// Package securitytxt reads and writes security.txt (RFC 9116), which says where
// the weaknesses of a site are reported.
package securitytxt

import (
	"bytes"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"entente/internal/base/errs"
)

// File is what a security.txt says. Contacts stand in the order of preference.
type File struct {
	Contacts    []string // URIs: mailto:, tel:, https:
	Expires     time.Time
	Encryption  []string
	Thanks      []string // Acknowledgments
	Languages   []string
	Canonical   []string
	Policy      []string
	Hiring      []string
	OpenPGPText bool // it stood within an OpenPGP cleartext signature, which was not verified
}

// MaxBytes bounds a file that is read (RFC 9116 §5.4 advises 32 KB).
const MaxBytes = 32 << 10

const (
	signedHead = "-----BEGIN PGP SIGNED MESSAGE-----"
	signedTail = "-----BEGIN PGP SIGNATURE-----"
)

// Parse reads a file as of a moment.
//
// Errors: errs.Invalid for a file without exactly one Expires or without a Contact,
// and for a value that is no URI; errs.Conflict for one that has expired, which
// RFC 9116 §2.5.5 says not to use; errs.TooLarge over MaxBytes.
func Parse(b []byte, now time.Time) (f File, err error) {
	if len(b) > MaxBytes {
		return f, errs.New(errs.TooLarge, "a security.txt has at most %d bytes", MaxBytes)
	}
	if !utf8.Valid(b) {
		return f, errs.New(errs.Invalid, "the security.txt is not text in UTF-8")
	}
	s := string(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	if body, ok := strings.CutPrefix(s, signedHead); ok {
		f.OpenPGPText = true
		body = strings.ReplaceAll(body, "\r\n", "\n")
		_, body, _ = strings.Cut(body, "\n\n") // its own headers end with an empty line
		s, _, _ = strings.Cut(body, signedTail)
	}
	expires := 0
	for l := range strings.SplitSeq(s, "\n") {
		l = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(l, "\r"), "- "))
		name, value, ok := strings.Cut(l, ":")
		if l == "" || l[0] == '#' || !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if strings.EqualFold(name, "Expires") {
			if expires++; expires == 1 {
				if f.Expires, err = time.Parse(time.RFC3339, value); err != nil {
					return File{}, errs.New(errs.Invalid, "Expires of the security.txt is no date such as 2027-01-31T00:00:00Z")
				}
			}
			continue
		}
		if err := f.put(strings.ToLower(name), value); err != nil {
			return File{}, err
		}
	}
	switch {
	case expires != 1:
		return File{}, errs.New(errs.Invalid, "a security.txt has exactly one Expires; this one has %d", expires)
	case len(f.Contacts) == 0:
		return File{}, errs.New(errs.Invalid, "a security.txt has a Contact; this one has none")
	case !now.Before(f.Expires):
		return File{}, errs.New(errs.Conflict, "the security.txt expired at %s and is not to be used", f.Expires.UTC().Format(time.RFC3339))
	}
	f.Expires = f.Expires.UTC()
	return f, nil
}

// put takes one field. Fields that RFC 9116 does not name are passed over (§2.4).
func (f *File) put(name, value string) error {
	if name == "preferred-languages" {
		if f.Languages != nil {
			return errs.New(errs.Invalid, "a security.txt names its languages once")
		}
		for l := range strings.SplitSeq(value, ",") {
			f.Languages = append(f.Languages, strings.TrimSpace(l))
		}
		return nil
	}
	for _, x := range f.lists() {
		if strings.ToLower(x.name) != name {
			continue
		}
		if !uri(value) {
			return errs.New(errs.Invalid, "%s of the security.txt is no URI such as mailto:cert@example.org", x.name)
		}
		*x.values = append(*x.values, value)
	}
	return nil
}

type list struct {
	name   string
	values *[]string
}

func (f *File) lists() []list {
	return []list{{"Contact", &f.Contacts}, {"Encryption", &f.Encryption}, {"Acknowledgments", &f.Thanks}, {"Canonical", &f.Canonical}, {"Policy", &f.Policy}, {"Hiring", &f.Hiring}}
}

// uri accepts an absolute URI; of web addresses only those over TLS (§2.5.3).
func uri(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Scheme != "http" && (u.Host != "" || u.Opaque != "") && !strings.ContainsAny(s, " \t<>\"")
}

// Marshal writes a file. It fails with errs.Invalid for what Parse would refuse.
func Marshal(f File, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	for _, x := range f.lists() {
		for _, v := range *x.values {
			b.WriteString(x.name + ": " + v + "\n")
		}
		if x.name == "Contact" {
			b.WriteString("Expires: " + f.Expires.UTC().Format(time.RFC3339) + "\n")
		}
	}
	if len(f.Languages) > 0 {
		b.WriteString("Preferred-Languages: " + strings.Join(f.Languages, ", ") + "\n")
	}
	_, err := Parse(b.Bytes(), now)
	return b.Bytes(), err
}
