package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// header is one header field. Values that are not ours are encoded or checked
// before they get here; a line break in one would begin another field.
type header struct{ name, value string }

// envelope writes header fields and a body (RFC 5322). It refuses a field with a
// control character rather than folding it.
func envelope(fields []header, body []byte) ([]byte, error) {
	var b bytes.Buffer
	for _, f := range fields {
		if strings.ContainsFunc(f.value, func(r rune) bool { return r < ' ' || r > '~' }) {
			return nil, fmt.Errorf("header %s holds what no header may", f.name)
		}
		fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes(), nil
}

// boundary separates the parts of a message: the same for the same message,
// and in none of its text.
func boundary(id, what string) string {
	h := sha256.Sum256([]byte(id + "/" + what))
	return "entente-" + hex.EncodeToString(h[:12])
}

// fields are the headers of a message to one address. Only the kind of message
// is in the subject.
func fields(m Message, from mail.Address, subject, messageID string) []header {
	return []header{
		{"From", from.String()},
		{"To", "<" + m.To + ">"},
		{"Subject", mime.QEncoding.Encode("utf-8", subject)},
		{"Date", m.At.UTC().Format(time.RFC1123Z)},
		{"Message-ID", messageID},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834, section 5
		{"Precedence", "bulk"},
		{"X-Auto-Response-Suppress", "All"},
		{"MIME-Version", "1.0"},
	}
}

// part writes one part of a multipart body.
func part(b *bytes.Buffer, bound, contentType string, text []byte) error {
	fmt.Fprintf(b, "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", bound, contentType)
	q := quotedprintable.NewWriter(b)
	if _, err := q.Write(text); err != nil {
		return err
	}
	if err := q.Close(); err != nil {
		return err
	}
	b.WriteString("\r\n")
	return nil
}

// alternative writes the message as text and as HTML: links and paragraphs, no
// picture, no style, nothing that is fetched.
func alternative(m Message) (contentType string, body []byte, err error) {
	bound := boundary(m.ID, "alternative")
	var b, text, page bytes.Buffer
	page.WriteString(`<!doctype html><html lang="` + html.EscapeString(m.Language) + `"><head><meta charset="utf-8"><title>` + html.EscapeString(m.Subject) + `</title></head><body>`)
	for _, p := range m.paragraphs() {
		text.WriteString(p + "\n\n")
		page.WriteString("<p>" + linked(p) + "</p>")
	}
	page.WriteString("</body></html>\n")
	if err := part(&b, bound, "text/plain; charset=utf-8", text.Bytes()); err != nil {
		return "", nil, err
	}
	if err := part(&b, bound, "text/html; charset=utf-8", page.Bytes()); err != nil {
		return "", nil, err
	}
	fmt.Fprintf(&b, "--%s--\r\n", bound)
	return `multipart/alternative; boundary="` + bound + `"`, b.Bytes(), nil
}

// linked escapes a paragraph; a line of it that is an address of the web
// becomes a link to itself.
func linked(p string) string {
	lines := strings.Split(p, "\n")
	for i, l := range lines {
		e := html.EscapeString(l)
		if strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "http://") {
			e = `<a href="` + e + `">` + e + `</a>`
		}
		lines[i] = e
	}
	return strings.Join(lines, "<br>")
}

// plain writes the whole e-mail in clear.
func plain(m Message, from mail.Address, messageID string) ([]byte, error) {
	contentType, body, err := alternative(m)
	if err != nil {
		return nil, err
	}
	return envelope(append(fields(m, from, m.Subject, messageID), header{"Content-Type", contentType}), body)
}

// wrapped writes the whole e-mail around an encrypted one (RFC 3156, section 4).
func wrapped(m Message, from mail.Address, subject, messageID string, armored []byte) ([]byte, error) {
	bound := boundary(m.ID, "encrypted")
	var b bytes.Buffer
	fmt.Fprintf(&b, "--%s\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n", bound)
	fmt.Fprintf(&b, "--%s\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n", bound)
	b.Write(bytes.ReplaceAll(bytes.ReplaceAll(armored, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")))
	fmt.Fprintf(&b, "\r\n--%s--\r\n", bound)
	return envelope(append(fields(m, from, subject, messageID), header{"Content-Type", `multipart/encrypted; protocol="application/pgp-encrypted"; boundary="` + bound + `"`}), b.Bytes())
}
