// Looks a name up as a program in Go does and prints what lookup.c prints: one JSON line.
// usage: lookup NAME; built without cgo, so that it is Go's own resolver whatever the machine has.
package main

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"time"
)

type line struct {
	StartedAt  float64  `json:"startedAt"`
	DurationMs float64  `json:"durationMs"`
	Error      int      `json:"error"`
	Message    string   `json:"message"`
	Addresses  []string `json:"addresses"`
}

func main() {
	start := time.Now()
	addresses, err := (&net.Resolver{PreferGo: true}).LookupHost(context.Background(), os.Args[1])
	took := time.Since(start)
	out := line{
		StartedAt:  float64(start.UnixMicro()) / 1e3,
		DurationMs: float64(took.Microseconds()) / 1e3,
		Addresses:  append([]string{}, addresses...),
	}
	if err != nil {
		out.Error, out.Message = 1, err.Error()
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
