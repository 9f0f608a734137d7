package rest

import (
	"io"
	"os"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/training"
)

const trainingCourse = `{"v":1,"id":"ours","version":1,"title":{"en":"Our own course"},"text":{"en":"Short."},"skills":[{"code":"liaison","level":2}],"services":["coordination"],"months":6,"lessons":[
	{"id":"ask","kind":"quiz","title":{"en":"Ask"},"text":{"en":"Answer."},"needed":3,"questions":[
		{"id":"pick","kind":"single","text":{"en":"Which?"},"choices":[{"id":"a","text":{"en":"This"}},{"id":"b","text":{"en":"That"},"right":true}],"attempts":1,"points":2,"why":{"en":"EXPLAINED"}},
		{"id":"say","kind":"text","text":{"en":"What?"},"accept":["the-secret-word"],"attempts":2,"points":1,"why":{"en":"TOLD-LATER"},"hints":[{"text":{"en":"HINTED"}}]}]}]}`

// TestTrainingByREST puts a course in, learns it, and binds the certificate, by the
// interface alone; what is right is in no answer before its question is over.
func TestTrainingByREST(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	head, learner, manager, monitor := n.holder(authz.Director), n.holder(authz.Analyst), n.holder(authz.Pool), n.holder(authz.Monitor)
	put := func(c *client, status int) {
		t.Helper()
		if res := c.send("POST", "/training/courses", strings.NewReader(trainingCourse)); res.StatusCode != status {
			t.Errorf("put: %d, want %d", res.StatusCode, status)
		}
	}
	put(learner, 403)
	put(head, 200)
	monitor.do("GET", "/training/courses", nil, 403, nil)
	read := func(c *client, path string) string {
		t.Helper()
		res := c.send("GET", path, nil)
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	at := "/training/courses/ours"
	answer := func(question string, body map[string]any, status int) (v training.View) {
		t.Helper()
		learner.do("POST", at+"/lessons/ask/questions/"+question+"/answer", body, status, &v)
		return v
	}
	learner.do("POST", at+"/enrol", map[string]any{}, 200, nil)
	for _, path := range []string{at, "/training/courses", "/training/certificates"} {
		for _, secret := range []string{"the-secret-word", "EXPLAINED", "TOLD-LATER", "HINTED", `"right":true`} {
			if strings.Contains(read(learner, path), secret) {
				t.Errorf("%s says %s before anybody answered", path, secret)
			}
		}
	}
	answer("pick", map[string]any{"choices": []string{"c"}}, 400)
	answer("pick", map[string]any{"choices": []string{"b"}}, 200)
	if b := read(learner, at); !strings.Contains(b, "EXPLAINED") || strings.Contains(b, "the-secret-word") || strings.Contains(b, "TOLD-LATER") {
		t.Errorf("after one answer: %s", b)
	}
	v := answer("say", map[string]any{"text": "The-Secret-Word"}, 200)
	if v.Certificate == nil || v.State != "passed" {
		t.Fatalf("at the end: %+v", v.Brief)
	}
	cert := "/training/certificates/" + v.Certificate.ID
	head.do("GET", cert, nil, 200, nil)
	n.holder(authz.Legal).do("GET", cert, nil, 404, nil)
	c, _, err := training.Verify([]byte(read(learner, cert+"/file")))
	if err != nil || c.Name != "Ada Nováková" {
		t.Errorf("its file: %+v %v", c, err)
	}
	for _, lang := range []string{"en", "fr", "cs"} {
		sheet := read(learner, cert+"/sheet?lang="+lang)
		if !strings.HasPrefix(sheet, "%PDF-") {
			t.Errorf("in %s it begins with %.20s", lang, sheet)
		}
		if dir := os.Getenv("ENTENTE_SHEETS"); dir != "" {
			if err := os.WriteFile(dir+"/training-"+lang+".pdf", []byte(sheet), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	learner.do("GET", cert+"/sheet?lang=de", nil, 415, nil)

	var e Expert
	manager.do("POST", "/experts", map[string]any{"profile": map[string]any{"name": "Ada", "office": "director", "remote": true, "on_site": false, "lead_hours": 6, "limit": map[string]any{"hours": 0, "days": 0}}}, 200, &e)
	learner.do("POST", cert+"/bind", map[string]any{"expert": e.ID}, 403, nil)
	var bound CourseCertificate
	manager.do("POST", cert+"/bind", map[string]any{"expert": e.ID}, 200, &bound)
	manager.do("GET", "/experts/"+e.ID, nil, 200, &e)
	if bound.Expert != e.ID || bound.Own || len(e.Trained) != 1 || e.Trained[0].Skills[0].Code != "liaison" {
		t.Errorf("bound %+v, noted %+v", bound, e.Trained)
	}
	var r training.Readiness
	head.do("GET", "/training/readiness", nil, 200, &r)
	if !r.Named || len(r.Holders) != 1 || r.Holders[0].Expert != e.ID {
		t.Errorf("readiness %+v", r)
	}
	learner.do("GET", "/training/readiness", nil, 403, nil)
	head.do("POST", at+"/withdraw", map[string]any{}, 204, nil)
}
