package rest

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// worded are the domains whose words are everybody's (case, role, office, key): in
// the document their types begin with the domain's own word.
var worded = map[string]string{"internal/assist": "Assist", "internal/directory": "Directory", "internal/crisis": "Crisis", "internal/warning": "Warning", "internal/alert": "Alert", "internal/situation": "Situation", "internal/training": "Training", "internal/msel": "Msel", "internal/conduct": "Conduct", "internal/score": "Score", "internal/aftermath": "After", "internal/lesson": "Lesson"}

// schemaName names a schema after its type.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for domain, word := range worded {
		switch {
		case strings.HasSuffix(t.PkgPath(), "/"+domain):
			return word + name
		case strings.Contains(t.Name(), domain+".") && strings.HasPrefix(name, "List"):
			return "List" + word + strings.TrimPrefix(name, "List")
		}
	}
	return name
}
