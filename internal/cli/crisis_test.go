package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDecisionBetweenTwoTerminals has a text proposed, put and broken by commands
// alone, and takes home what proves it.
func TestDecisionBetweenTwoTerminals(t *testing.T) {
	cze, hub := terminals(t, "analyst,duty")
	agreed := one(t, `Draft (\S+):`, hub.do("karel", "agreement", "draft", "crisis-body", "--parties", "CZE", "--title", "Protocol"))
	hub.do("karel", "agreement", "propose", agreed)
	hub.do("karel", "agreement", "sign", agreed)
	eventually(t, "the agreement", func() bool { code, _, _ := cze.at("karel", nil, "agreement", "sign", agreed); return code == 0 })
	eventually(t, "the body at both", func() bool {
		return strings.Contains(cze.do("jana", "crisis", "bodies"), "Crisis body") && strings.Contains(hub.do("jana", "crisis", "bodies"), "technical 4h0m0s")
	})
	dir := t.TempDir()
	file := filepath.Join(dir, "text.json")
	if err := os.WriteFile(file, []byte(`{"level":"technical","mode":"silence","title":{"en":"Raise the level"},"text":{"en":"The level is raised."}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := cze.at("jana", nil, "crisis", "propose", agreed, "9.9", file); code == 0 {
		t.Error("a provision that is none has a body")
	}
	id := one(t, `is proposed: (\S+)`, cze.do("karel", "crisis", "propose", agreed, "1.1", file))
	eventually(t, "the proposal", func() bool { code, _, _ := hub.at("jana", nil, "crisis", "show", id); return code == 0 })
	eventually(t, "the clock", func() bool { code, _, _ := hub.at("karel", nil, "crisis", "put", id, "6h"); return code == 0 })
	eventually(t, "the text", func() bool { return strings.Contains(cze.do("jana", "crisis", "list"), "running") })
	if code, _, errText := cze.at("karel", nil, "crisis", "certificate", id, "-o", filepath.Join(dir, "early.json")); code == 0 || !strings.Contains(errText, "beyond doubt") {
		t.Errorf("a certificate of what is not decided: %d %s", code, errText)
	}
	hub.do("karel", "crisis", "extend", id, "8h", "CZE asked for time")
	if code, _, errText := hub.at("karel", nil, "crisis", "exclude", id, "CZE", "not there"); code == 0 {
		t.Errorf("left out: %s", errText)
	}
	if code, _, errText := cze.at("jana", nil, "crisis", "stand", id, "break", "No."); code != 4 {
		t.Errorf("stated by whom may not: %d %s", code, errText)
	}
	cze.do("karel", "crisis", "stand", id, "break", "Not without a date.")
	eventually(t, "the outcome", func() bool {
		return strings.Contains(cze.do("jana", "crisis", "show", id), "outcome: broken, final") && strings.Contains(hub.do("jana", "crisis", "show", id), "outcome: broken, final")
	})
	proof, sheet := filepath.Join(dir, "proof.json"), filepath.Join(dir, "sheet.pdf")
	if out := cze.do("karel", "crisis", "certificate", id, "-o", proof); !strings.Contains(out, "entente-verify") {
		t.Errorf("the certificate: %s", out)
	}
	if out := hub.do("karel", "crisis", "record", id); !strings.Contains(out, "Raise the level: broken") || !strings.Contains(out, "1 objected") {
		t.Errorf("the record: %s", out)
	}
	hub.do("karel", "crisis", "sheet", id, "-o", sheet, "--lang", "en")
	for name, begins := range map[string]string{proof: `{"cards":`, sheet: "%PDF-"} {
		if b, err := os.ReadFile(name); err != nil || !strings.HasPrefix(string(b), begins) {
			t.Errorf("%s begins with %.20s, %v", name, b, err)
		}
	}
	eventually(t, "the receipts in it", func() bool {
		cze.do("karel", "crisis", "certificate", id, "-o", proof)
		b, err := os.ReadFile(proof)
		return err == nil && strings.Contains(string(b), "entente-proof/1")
	})
	if dir := os.Getenv("ENTENTE_PROOF"); dir != "" {
		b, err := os.ReadFile(proof)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "two-nodes.json"), b, 0o600)
		}
		if err != nil {
			t.Error(err)
		}
	}
}
