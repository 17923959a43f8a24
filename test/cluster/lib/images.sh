# shellcheck shell=bash
# The images that were built, into the nodes, as if they had been pulled; a registry has them too, for pods that pull always.

# import_images N: into the node's containerd, unless this very archive is there already.
import_images() {
  local archive=$BUILT/images/images.tar marker=$STATE/node$1/images
  if [ "$(stat -c '%s %Y' "$archive")" = "$(cat "$marker" 2>/dev/null)" ]; then return; fi
  say "importing the images on node$1"
  node_ctr "$1" images import "$archive" >/dev/null
  stat -c '%s %Y' "$archive" >"$marker"
}
