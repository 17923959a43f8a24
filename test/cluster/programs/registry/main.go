// A registry that keeps its images in a folder and asks nobody who they are: all that the nodes need of one.
// It has a go.mod of its own: its dependencies and those of Kubernetes disagree.
package main

import (
	"os"

	"github.com/distribution/distribution/v3/registry"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
)

func main() {
	if registry.RootCmd.Execute() != nil {
		os.Exit(1)
	}
}
