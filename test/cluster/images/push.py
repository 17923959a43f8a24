#!/usr/bin/env python3
"""push.py REGISTRY ARCHIVE FOLDER

Pushes all images of an archive (`docker save`'s form) to a registry that keeps them in FOLDER, which runs no longer than
this. An image `registry.k8s.io/pause:3.10` becomes `pause:3.10`, as a mirror of registry.k8s.io is asked for it."""
import json
import os
import socket
import subprocess
import sys
import tarfile
import time
import urllib.parse
import urllib.request

program, archive_path, folder = sys.argv[1:]
config = os.path.abspath(folder) + ".yaml"
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    address = f"127.0.0.1:{free.getsockname()[1]}"
with open(config, "w") as file:
    json.dump({
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": os.path.abspath(folder)}},
        "http": {"addr": address},
    }, file)


def request(method, path, data=None, headers=None):
    """The answer's headers."""
    url = urllib.parse.urljoin(f"http://{address}", path)
    asked = urllib.request.Request(url, data=data, headers=headers or {}, method=method)
    with urllib.request.urlopen(asked) as answer:
        return answer.headers


def await_registry():
    deadline = time.monotonic() + 30
    while True:
        try:
            return request("GET", "/v2/")
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"{program} does not answer on {address}")
            time.sleep(0.1)


places = {}  # the repository that has a blob already
pushed = set()


def push_blob(repository, digest, size, read):
    if (repository, digest) in pushed:
        return
    pushed.add((repository, digest))
    mount = f"?mount={digest}&from={places[digest]}" if digest in places else ""
    upload = request("POST", f"/v2/{repository}/blobs/uploads/{mount}", b"")["Location"]
    if mount == "":
        more = "&" if "?" in upload else "?"
        request("PUT", f"{upload}{more}digest={digest}", read(), {
            "Content-Type": "application/octet-stream", "Content-Length": str(size),
        })
    places[digest] = repository


def blob(media_type, digest, size):
    return {"mediaType": f"application/vnd.oci.image.{media_type}", "digest": digest, "size": size}


def push(archive, image, repository, tag):
    data = archive.extractfile(image["Config"]).read()
    digest = "sha256:" + image["Config"].removesuffix(".json")
    push_blob(repository, digest, len(data), lambda: data)
    layers = []
    for name in image["Layers"]:
        member = archive.getmember(name)
        layer = "sha256:" + name.removesuffix(".tar")
        push_blob(repository, layer, member.size, lambda member=member: archive.extractfile(member))
        layers.append(blob("layer.v1.tar", layer, member.size))
    manifest = json.dumps({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob("config.v1+json", digest, len(data)),
        "layers": layers,
    }).encode()
    request("PUT", f"/v2/{repository}/manifests/{tag}", manifest, {
        "Content-Type": "application/vnd.oci.image.manifest.v1+json",
    })


registry = subprocess.Popen([program, "serve", config], env={**os.environ, "OTEL_TRACES_EXPORTER": "none"})
try:
    await_registry()
    with tarfile.open(archive_path) as archive:
        for image in json.load(archive.extractfile("manifest.json")):
            for name in image["RepoTags"]:
                repository, tag = name.split("/", 1)[1].rsplit(":", 1)
                push(archive, image, repository, tag)
finally:
    registry.terminate()
    registry.wait()
    os.remove(config)
