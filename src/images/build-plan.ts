import type { SuiteImage } from "./held.ts";

/** An image that must be built, and how. */
export interface PlannedBuild {
  readonly image: string;
  /** Whether it is known that nobody publishes it for the architecture, or only not known that somebody does. */
  readonly published: "no" | "unknown";
  /** The required tests that fail without it. */
  readonly tests: readonly string[];
  /** In the source of Kubernetes; undefined for what is built elsewhere. */
  readonly folder: string | undefined;
  /** What it is built on for linux/amd64. */
  readonly base: string | undefined;
  readonly contains: string | undefined;
  /** Commands for the root of a clone of Kubernetes, in order; BASE stands for an image like `base` for the architecture. */
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

/** What the images contain, by their path below their registry; as their Dockerfiles say. */
const contents: Readonly<Record<string, string>> = {
  agnhost:
    "agnhost, one Go program with a command for each server a test needs; DNS and network tools of Alpine, CoreDNS",
  "apparmor-loader": "a Go program that loads AppArmor profiles",
  busybox: "BusyBox as it is",
  conformance: "e2e.test, ginkgo, kubectl and the runner, all Go programs",
  "distroless-iptables": "iptables and what it needs",
  etcd: "etcd and etcdctl, Go programs",
  "glibc-dns-testing": "DNS tools that use glibc, CoreDNS",
  httpd: "Apache httpd as it is",
  "ipc-utils": "ipcs and ipcmk of Alpine",
  "jessie-dnsutils": "DNS tools of Debian, CoreDNS",
  kitten: "agnhost with a picture",
  nautilus: "agnhost with a picture",
  nginx: "nginx as it is",
  nonewprivs: "nnp, a Go program that is setuid",
  nonroot: "agnhost as a user other than root",
  pause: "pause, one small static C program",
  perl: "Perl as it is",
  redis: "Redis as it is",
  "resource-consumer": "a Go program that uses CPU and memory",
  "sample-apiserver": "the sample of an aggregated API server, a Go program",
};

/** Where images are built that are not in the source of Kubernetes. */
const elsewhere: readonly (readonly [pattern: RegExp, source: string])[] = [
  [/\/etcd$/, "github.com/etcd-io/etcd"],
  [/\/build-image\//, "github.com/kubernetes/release"],
  [/\/sig-storage\//, "github.com/kubernetes-csi"],
];

/** The images that are not known to be published for Linux on an architecture, each after those that it is built on. */
export function planBuilds(images: readonly SuiteImage[], arch: string): readonly PlannedBuild[] {
  const lacking = images.filter(({ platforms }) => platforms?.includes(`linux/${arch}`) !== true);
  const names = new Set(images.map(({ name }) => name));
  const planned = lacking.map((image) => plan(image, arch, names));
  const bases = new Set(lacking.flatMap(({ build }) => build?.base ?? []));
  const isBase = ({ image }: PlannedBuild) => bases.has(image);
  return [...planned.filter(isBase), ...planned.filter((one) => !isBase(one))];
}

const own = "registry.k8s.io/e2e-test-images/";

function plan(
  { name, build, platforms, tests }: SuiteImage,
  arch: string,
  names: ReadonlySet<string>,
): PlannedBuild {
  const path = pathOf(name);
  const shared = {
    image: name,
    published: platforms === undefined ? ("unknown" as const) : ("no" as const),
    tests,
    folder: build?.folder,
    base: build?.base,
    contains: contents[path.split("/").at(-1) ?? ""],
  };
  if (build === undefined) {
    const source = elsewhere.find(([pattern]) => pattern.test(path))?.[1];
    const notes = [
      source === undefined ? "not built from the source of Kubernetes" : `built from ${source}`,
      "look whether it is published: images check, or crane manifest",
    ];
    return { ...shared, commands: [], notes };
  }
  const tag = name.slice(name.lastIndexOf(":") + 1);
  const { folder, version, base } = build;
  const notes: string[] = [];
  // an older release built what the suite pulls
  if (folder.startsWith("test/images/") && version !== tag)
    notes.push(`the folder builds ${version}, and the suite pulls ${tag}: the commands give it that tag`);
  if (base.startsWith(own) && !names.has(base))
    notes.push(`its base is not pulled by a run: build ${base.slice(own.length)} too`);
  if (folder === "test/conformance/image")
    notes.push(`is called conformance-${arch} then: name it with run --conformance-image`);
  return { ...shared, commands: commandsOf(folder, base, tag, arch), notes };
}

function commandsOf(folder: string, base: string, tag: string, arch: string): readonly string[] {
  if (folder === "build/pause") return [`make -C build/pause container ARCH=${arch} REGISTRY="$REGISTRY"`];
  if (folder === "test/conformance/image")
    return [
      `make WHAT='test/e2e/e2e.test ginkgo cmd/kubectl test/conformance/image/go-runner' KUBE_BUILD_PLATFORMS=linux/${arch}`,
      `make -C test/conformance/image build ARCH=${arch} REGISTRY="$REGISTRY" VERSION=${tag} RUNNERIMAGE=BASE`,
    ];
  const name = folder.slice("test/images/".length);
  const from = base.startsWith(own) ? `REGISTRY/${base.slice(own.length)}-linux-${arch}` : "BASE";
  return [
    `echo 'linux/${arch}=${from}' > ${folder}/BASEIMAGE`,
    `echo ${tag} > ${folder}/VERSION`,
    `make -C test/images all-build-and-push WHAT=${name} REGISTRY="$REGISTRY/e2e-test-images"`,
  ];
}

function pathOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}
