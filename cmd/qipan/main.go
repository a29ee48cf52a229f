// Command qipan is the whole product: server, import, demo city and checks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build.
var version = "dev"

// command is one subcommand: flags and exit code only; the work is elsewhere.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, out, errs io.Writer) error
}

var commands = []command{
	{"serve", "serve the city on http://127.0.0.1:8080", serve},
	{"import", "read a ledger of projects, dry or for real", importProjects},
	{"demo", "fill an empty folder with a fictional city", demoCity},
	{"rollup", "check or rebuild the figures from the history", rollup},
	{"openapi", "print the API's description", openapi},
	{"version", "print the version", func(_ context.Context, _ []string, out, _ io.Writer) error {
		_, err := fmt.Fprintln(out, version)
		return err
	}},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// errShown is an error that has been printed already.
var errShown = errors.New("shown")

// errUsage is a wrong call that has been explained already.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) > 0 {
		for _, c := range commands {
			if c.name != args[0] {
				continue
			}
			err := c.run(ctx, args[1:], out, errs)
			switch {
			case err == nil || errors.Is(err, flag.ErrHelp):
				return 0
			case errors.Is(err, errUsage):
				return 2
			case !errors.Is(err, errShown):
				fmt.Fprintln(errs, "qipan:", err)
			}
			return 1
		}
	}
	fmt.Fprintln(errs, "usage: qipan <command> [flags]")
	for _, c := range commands {
		fmt.Fprintf(errs, "  %-10s %s\n", c.name, c.summary)
	}
	return 2
}
