package taxii

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/serve"
)

// MediaType is what every answer is (TAXII 2.1 §1.6.1).
const MediaType = "application/taxii+json;version=2.1"

const stixType = "application/stix+json;version=2.1"

type discovery struct {
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Default     string   `json:"default"`
	APIRoots    []string `json:"api_roots"`
}

type apiRoot struct {
	Title            string   `json:"title"`
	Description      string   `json:"description"`
	Versions         []string `json:"versions"`
	MaxContentLength int64    `json:"max_content_length"`
}

type collection struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Alias       string   `json:"alias"`
	CanRead     bool     `json:"can_read"`
	CanWrite    bool     `json:"can_write"`
	MediaTypes  []string `json:"media_types"`
}

type manifestRecord struct {
	ID        string `json:"id"`
	DateAdded string `json:"date_added"`
	Version   string `json:"version"`
	MediaType string `json:"media_type"`
}

type status struct {
	ID           string         `json:"id"`
	Status       string         `json:"status"`
	RequestedAt  string         `json:"request_timestamp"`
	TotalCount   int64          `json:"total_count"`
	SuccessCount int64          `json:"success_count"`
	FailureCount int64          `json:"failure_count"`
	PendingCount int64          `json:"pending_count"`
	Failures     []statusDetail `json:"failures,omitempty"`
}

type statusDetail struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Message string `json:"message"`
}

type errorMessage struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	ErrorID     string `json:"error_id"`
	ErrorCode   string `json:"error_code"`
	HTTPStatus  string `json:"http_status"`
}

// stamp writes a moment as TAXII does, with all its microseconds.
func stamp(us int64) string {
	return time.UnixMicro(us).UTC().Format("2006-01-02T15:04:05.000000Z")
}

func write(w http.ResponseWriter, code int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", MediaType)
	w.WriteHeader(code)
	_, err = w.Write(b)
	return err
}

// writeProblem writes an error as TAXII's error message resource (§3.6.1).
func writeProblem(w http.ResponseWriter, _ *http.Request, p serve.Problem) {
	p.Headers(w.Header())
	_ = write(w, p.Status, errorMessage{Title: p.Title, Description: p.Detail, ErrorID: p.Instance, ErrorCode: p.Type, HTTPStatus: strconv.Itoa(p.Status)}) // the caller may have gone
}

// acceptable checks the Accept header (§1.6.2): TAXII 2.1, with or without the
// version, or a wildcard.
func acceptable(r *http.Request) error {
	for _, h := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(h, ",") {
			t, params, err := mime.ParseMediaType(strings.TrimSpace(part))
			if err != nil {
				continue
			}
			if v, ok := params["version"]; ok && v != "2.1" {
				continue
			}
			if t == "application/taxii+json" || t == "*/*" || t == "application/*" {
				return nil
			}
		}
	}
	return &serve.Problem{Type: "/problems/unsupported", Title: "not acceptable", Status: http.StatusNotAcceptable, Detail: "this server answers in " + MediaType + "; send that in Accept"}
}
