import type { V1Container, V1SecurityContext } from "@kubernetes/client-node";
import { collectorName } from "../definition/hints.ts";

/** What the collector says on its standard output, a line each. */
export const collectorSays = {
  /** The plugin has written its `done` file, and left it there for a while. */
  done: "done",
  /** `progress START NUMBER BODY`: what the plugin posted; numbers begin again with each start of the container. */
  progress: "progress",
  /** The image has no perl, so that no progress is received. */
  noProgress: "no-progress",
} as const;

export interface CollectorSettings {
  readonly image: string;
  readonly resultsPath: string;
  readonly progressPort: number;
  /** Milliseconds that a `done` file must stay before it counts, so that another container can take it away. */
  readonly doneDelay: number;
  /** Milliseconds that the container lives at most: a pod that nobody comes back for must not occupy its node forever. */
  readonly lifetime: number;
  readonly pullPolicy?: string;
}

// what the restricted Pod Security profile requires, with the user that the suite's collector runs as
const restricted: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  runAsUser: 65534,
  runAsGroup: 65534,
  seccompProfile: { type: "RuntimeDefault" },
  privileged: false,
};

/** The container that watches for the end of a plugin, receives its progress, and hands over its files. It has no token. */
export function collectorContainer(
  settings: CollectorSettings,
  mounts: V1Container["volumeMounts"],
): V1Container {
  return {
    name: collectorName,
    image: settings.image,
    imagePullPolicy: settings.pullPolicy ?? "IfNotPresent",
    command: ["sh", "-c", script(settings)],
    resources: { requests: { cpu: "10m", memory: "16Mi" } },
    securityContext: restricted,
    ...(mounts === undefined ? {} : { volumeMounts: mounts.map((mount) => ({ ...mount, readOnly: true })) }),
  };
}

/** For any POSIX shell, busybox's too. `sleep` runs beside the shell, so that the signal is handled at once. */
function script({ resultsPath, progressPort, doneDelay, lifetime }: CollectorSettings): string {
  const done = `${resultsPath}/done`;
  return `trap 'exit 0' TERM INT
end=$(($(date +%s) + ${Math.ceil(lifetime / 1000)}))
pause() { sleep "$1" & wait $!; }
if command -v perl >/dev/null 2>&1; then perl -e '${listener(progressPort)}' 2>/dev/null & else echo ${collectorSays.noProgress}; fi
until [ -e ${done} ] && pause ${Math.ceil(doneDelay / 1000)} && [ -e ${done} ]; do
  [ "$(date +%s)" -lt "$end" ] || exit 0
  pause 1
done
echo ${collectorSays.done}
while [ "$(date +%s)" -lt "$end" ]; do pause 5; done`;
}

/**
 * Receives POSTs with nothing but the perl-base that Debian's base image has, one after another. What is posted is passed on unread, without
 * line ends, at most 64 KiB of it and twenty times a second.
 */
function listener(port: number): string {
  return `use IO::Socket::INET; $| = 1; my ($start, $n) = (time, 0);
my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => ${port}, Listen => 16, ReuseAddr => 1) or exit;
while (1) {
  my $c = $s->accept or next;
  eval {
    local $SIG{ALRM} = sub { die }; alarm 5;
    my $length = 0;
    while (my $line = <$c>) { last if $line =~ /^\\r?\\n$/; $length = $1 if $line =~ /^content-length:\\s*(\\d+)/i; }
    my $body = ""; read($c, $body, $length > 65536 ? 65536 : $length) if $length > 0;
    print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
    $body =~ s/[\\r\\n]+/ /g; print "${collectorSays.progress} $start ", ++$n, " $body\\n" if $length > 0;
  };
  alarm 0; close $c; select(undef, undef, undef, 0.05);
}`;
}
