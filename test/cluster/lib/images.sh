# shellcheck shell=bash
# The images that were built, into the nodes: there is no registry.

# import_images N: into the node's containerd, unless this very archive is there already.
import_images() {
  local archive=$CACHE/images/images.tar marker=$STATE/node$1/images
  if [ "$(stat -c '%s %Y' "$archive")" = "$(cat "$marker" 2>/dev/null)" ]; then return; fi
  say "importing the images on node$1"
  node_ctr "$1" images import "$archive" >/dev/null
  stat -c '%s %Y' "$archive" >"$marker"
}
