// Command gen writes the OpenAPI document of the REST interface to the file
// that it is given.
package main

import (
	"fmt"
	"os"

	"entente/internal/serve/rest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: gen FILE")
	}
	doc, err := rest.OpenAPI()
	if err != nil {
		return err
	}
	return os.WriteFile(os.Args[1], doc, 0o644)
}
