import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import { styleFor } from "../../display/style.ts";
import { exitCode, InputError } from "../../errors.ts";
import type { Found, Ways } from "../../images/check.ts";
import type { SuiteImage } from "../../images/held.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { userAgent } from "../../process/version.ts";
import { jsonText } from "../../text/printed.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { listed } from "../repeated.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { available, type Chosen, choose, chosenFlags } from "./chosen.ts";
import { readArches } from "./copy-flags.ts";
import { readPlace } from "./place.ts";
import { openClient, registryFlags } from "./registry-flags.ts";

/** `images check`: whether everything that a run pulls is there, before it starts. */
export function checkCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => checkImages(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("check")
    .summary("check that a registry has every image that a run pulls")
    .description(
      "Checks that your registry has every image that a run pulls, whole and for each architecture of the cluster's nodes, and with which login it can be pulled. It asks the registry from this machine; `preflight --probe` lets the nodes pull. The release, the architectures and the pull secret are read from the cluster, which is left as it is; with --release and --arch, and without a pull secret, no cluster is contacted.",
    )
    .option("--registry <registry[/path]>", "the place below which the images are, as in `images copy --to`")
    .option("--test-repo-list <file>", "the list of registries of the run")
    .option("--image-repo <path>", "the single repository of the run")
    .option(
      "--image-pull-secret <[namespace/]name>",
      "the secret with which the run pulls the conformance image",
    )
    .addOption(
      new Option(
        "--arch <arch,…>",
        "architectures that every image must have; without it, those of the cluster's nodes",
      ).argParser(listed),
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    );
  return withFlags(withFlags(withFlags(command, registryFlags), chosenFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images check --registry registry.example.com/k8s
  ${name} images check --test-repo-list repos.yaml --conformance-image registry.example.com/k8s/conformance:v1.37.2
  # with the run's pull secret
  ${name} images check --registry registry.example.com/k8s --image-pull-secret default/registry
  # without a cluster
  ${name} images check --registry registry.example.com/k8s --release v1.37 --arch amd64,arm64

Exit codes:
  0 a run finds everything   2 bad usage or input   3 something is missing, or could not be asked`,
  );
}

type Flags = FlagsOf<typeof declared>;

interface Row {
  readonly image: string;
  readonly status: "ok" | "login" | "incomplete" | "missing" | "refused";
  readonly note: string;
  readonly platforms: readonly string[];
}

async function checkImages(context: Context, flags: Flags): Promise<void> {
  const { io } = context;
  const ways = [flags.registry, flags.testRepoList, flags.imageRepo].filter((flag) => flag !== undefined);
  if (ways.length !== 1)
    throw new InputError("name one of --registry, --test-repo-list and --image-repo", {
      fix: "--registry takes the place that `images copy --to` copied to",
    });
  const given = readArches(flags.arch);
  const knowsRelease = flags.release !== undefined || flags.conformanceImage !== undefined;
  const needsCluster = !knowsRelease || given === undefined || flags.imagePullSecret !== undefined;
  const cluster = needsCluster ? await openCluster(context, flags) : undefined;
  const release = knowsRelease || cluster === undefined ? flags.release : await serverRelease(cluster);
  const chosen = await choose({ ...flags, ...(release === undefined ? {} : { release }) });
  const arches = given ?? (cluster === undefined ? [] : await nodeArches(cluster));
  const names = await namesOf(chosen, flags, io.cwd);
  const secret =
    flags.imagePullSecret === undefined || cluster === undefined
      ? undefined
      : await readSecret(cluster, flags.imagePullSecret);
  const rows = await askAll(chosen, names, arches, {
    anonymous: await openClient(io, flags, noLogin),
    secret: secret === undefined ? undefined : await openClient(io, flags, secret),
    own: await openClient(io, flags),
  });
  if (flags.output === "json") io.stdout.write(jsonText({ release: chosen.minor, arches, items: rows }));
  else {
    const style = styleFor(io.stdout, io.env);
    const text = columns(
      ["STATUS", "IMAGE", "NOTE"],
      rows.map(({ status, image, note }) => [status, image, note]),
    );
    io.stdout.write(text.replace(/^(?:missing|incomplete|refused)/gm, (word) => style.bad(word)));
  }
  const count = (status: Row["status"]) => rows.filter((row) => row.status === status).length;
  const bad = count("missing") + count("incomplete") + count("refused");
  const login = count("login");
  io.stderr.write(
    `${rows.length} images for linux/${arches.join(", linux/")}: ${bad === 0 ? "all there" : `${bad} cannot be pulled`}${login === 0 ? "" : `, ${login} only with a login, which the nodes must have`}\n`,
  );
  context.exit(bad === 0 ? exitCode.passed : exitCode.noVerdict);
}

const noLogin = '{"auths":{}}';

async function openCluster(context: Context, flags: Flags): Promise<Cluster> {
  const { openCluster: open } = await import("../../kube/cluster.ts");
  const { connect } = await import("../../kube/connection.ts");
  const { io, version } = context;
  return open(connect(flags, io), userAgent(version), io, { signal: io.signal });
}

async function serverRelease(cluster: Cluster): Promise<string> {
  const { releaseOf } = await import("../../run/plan/image.ts");
  const { gitVersion } = await cluster.version.getCode();
  const release = releaseOf(gitVersion);
  if (release === undefined)
    throw new InputError(`the server's version ${gitVersion} names no Kubernetes release`, {
      fix: "name it with --release v1.X",
    });
  return release;
}

/** Of the nodes on which the suite's pods may be placed. */
async function nodeArches(cluster: Cluster): Promise<readonly string[]> {
  const { isUsable } = await import("../../preflight/nodes/suite-view.ts");
  const { items } = await cluster.core.listNode();
  const arches = items.filter(isUsable).flatMap((node) => node.status?.nodeInfo?.architecture ?? []);
  if (arches.length === 0)
    throw new InputError("no node of the cluster takes the suite's pods", {
      fix: "name architectures with --arch",
    });
  return [...new Set(arches)].sort();
}

/** The text of the secret's `.dockerconfigjson`. */
async function readSecret(cluster: Cluster, given: string): Promise<string> {
  const { pullSecret } = await import("../run/flag-values.ts");
  const { checkPullSecret } = await import("../../run/start.ts");
  const { type, data } = await cluster.core.readNamespacedSecret(pullSecret(given));
  checkPullSecret(
    { ...(type === undefined ? {} : { type }), ...(data === undefined ? {} : { data }) },
    `--image-pull-secret ${given}`,
  );
  const modern = data?.[".dockerconfigjson"];
  if (modern !== undefined) return Buffer.from(modern, "base64").toString();
  // the older form has the entries alone
  const auths = Buffer.from(data?.[".dockercfg"] ?? "", "base64").toString();
  return `{"auths":${auths}}`;
}

/** The name under which the run pulls each image. */
async function namesOf(chosen: Chosen, flags: Flags, cwd: string): Promise<ReadonlyMap<SuiteImage, string>> {
  const { copyOf, mappedBy } = await import("../../images/mapping.ts");
  const images = available(chosen.images);
  const nameOf = async (): Promise<(image: SuiteImage) => string> => {
    if (flags.registry !== undefined) {
      const place = readPlace(flags.registry, "--registry");
      return (image) => copyOf(image, place, "paths");
    }
    if (flags.imageRepo !== undefined) {
      const place = readPlace(flags.imageRepo, "--image-repo");
      return (image) => copyOf(image, place, "one-repository");
    }
    const { repoList } = await import("../run/flag-values.ts");
    const list = repoList(flags.testRepoList ?? "", cwd);
    if ("url" in list)
      throw new InputError(`--test-repo-list ${flags.testRepoList}: a URL is read by the suite`, {
        fix: "name a file with the same content",
      });
    const registries: Record<string, string> = (await import("yaml")).parse(list.yaml);
    return (image) => mappedBy(image, registries, chosen.list);
  };
  const name = await nameOf();
  // an image that was named is pulled under that name, whatever else is mapped
  const isNamed = (image: SuiteImage) => image.id === undefined && flags.conformanceImage !== undefined;
  return new Map(images.map((image) => [image, isNamed(image) ? image.name : name(image)]));
}

const atOnce = 8;

async function askAll(
  { images }: Chosen,
  names: ReadonlyMap<SuiteImage, string>,
  arches: readonly string[],
  ways: Ways,
): Promise<readonly Row[]> {
  const { Slots } = await import("../../async/slots.ts");
  const { checkImage } = await import("../../images/check.ts");
  const { readReference } = await import("../../oci/reference.ts");
  const slots = new Slots(atOnce);
  const asked = available(images).map((image) =>
    slots.run(async () => {
      const name = names.get(image) ?? image.name;
      return rowOf(name, image, await checkImage(readReference(name), arches, ways));
    }),
  );
  return Promise.all(asked);
}

function rowOf(name: string, { id }: SuiteImage, found: Found): Row {
  const platforms = "platforms" in found ? found.platforms : [];
  const row = (status: Row["status"], note = ""): Row => ({ image: name, status, note, platforms });
  switch (found.kind) {
    case "absent":
      return row("missing", found.why);
    case "refused":
      return row("refused", found.why);
    case "incomplete":
      return row("incomplete", found.why);
    case "there":
      if (found.way === "anonymous" || (found.way === "secret" && id === undefined)) return row("ok");
      return row(
        "login",
        id === undefined
          ? "needs a login: name a secret with --image-pull-secret, here and in the run"
          : "needs a login: the suite's pods have no pull secret, so the nodes need credentials",
      );
  }
}
