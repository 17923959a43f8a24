#!/usr/bin/env python3
"""archive.py OUT.tar < LIST

Writes images as one archive that `ctr images import` takes, each layer once. Each line of LIST is an image in JSON:
its OCI "config", its "layers" (layer/NAME.tar) and its "names". The same input gives the same image ids."""
import hashlib
import io
import json
import sys
import tarfile

digests = {}


def add_bytes(archive, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def add_layer(archive, layer):
    if layer not in digests:
        path = f"layer/{layer}.tar"
        with open(path, "rb") as file:
            digests[layer] = hashlib.file_digest(file, "sha256").hexdigest()
        archive.add(path, f"{digests[layer]}.tar")
    return digests[layer]


def add_image(archive, image):
    layers = [add_layer(archive, layer) for layer in image["layers"]]
    config = json.dumps({
        "architecture": "amd64",
        "os": "linux",
        "config": image["config"],
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer}" for layer in layers]},
        "history": [{"created_by": "archive.py"} for _ in layers],
    }).encode()
    name = hashlib.sha256(config).hexdigest() + ".json"
    add_bytes(archive, name, config)
    return {"Config": name, "RepoTags": image["names"], "Layers": [f"{layer}.tar" for layer in layers]}


with tarfile.open(sys.argv[1], "w") as archive:
    # an image is one JSON value, which may span lines
    decoder, text, manifest = json.JSONDecoder(), sys.stdin.read(), []
    while text := text.lstrip():
        image, end = decoder.raw_decode(text)
        manifest.append(add_image(archive, image))
        text = text[end:]
    add_bytes(archive, "manifest.json", json.dumps(manifest).encode())
