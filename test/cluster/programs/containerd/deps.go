//go:build tools

// Package containerd keeps containerd in a go.mod of its own: its dependencies and those of Kubernetes disagree. Debian's
// is too old: volumes of images need 2.1.
package containerd

import (
	_ "github.com/containerd/containerd/v2/cmd/containerd"
	_ "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2"
	_ "github.com/containerd/containerd/v2/cmd/ctr"
)
