//go:build tools

// Package dns keeps CoreDNS in a go.mod of its own: its dependencies and those of Kubernetes disagree.
package dns

import _ "github.com/coredns/coredns"
