import { STATUS_CODES } from "node:http";
import type { ProxyServer } from "../net/proxy.ts";

/** Why no answer came, as reported by the system, the TLS library or the proxy's agent. */
export interface Failure {
  readonly server: string;
  /** `ECONNREFUSED`, empty if there is none. */
  readonly system: string;
  readonly words: string;
  readonly proxy: ProxyServer | undefined;
  /** Whether it failed before there was a TLS connection to the proxy. */
  readonly isOfProxy?: boolean;
}

type Explanation = readonly [message: string, fix: string | undefined];

/** What kubectl says about a failed connection, and how to fix it. */
export function connectionWords(failure: Failure): Explanation {
  return (failure.proxy && proxyWords(failure, failure.proxy)) ?? directWords(failure);
}

/** The status with which a proxy refused to open the tunnel, in the messages of hpagent or of Bun's own WebSocket. */
function proxyRefusal(words: string): number | undefined {
  const status = /(?:Bad response|Proxy connection failed): (\d{3})\b/.exec(words)?.[1];
  if (status !== undefined) return Number(status);
  return /proxy authentication (?:required|failed)/i.test(words) ? 407 : undefined;
}

/** Why a SOCKS proxy refused to open the tunnel, `HostUnreachable`, in the messages of socks. */
function socksRefusal(words: string): string | undefined {
  return /Socks[45] proxy rejected connection - \(?(\w+)/i.exec(words)?.[1];
}

/** Whether the proxy could not reach the server, which may pass: 502, 503 or 504, or the same in SOCKS (RFC 1928, 6). */
export function isProxyTrouble(words: string): boolean {
  if ([502, 503, 504].includes(proxyRefusal(words) ?? 0)) return true;
  return /Unreachable|ConnectionRefused|TTLExpired|Fail/.test(socksRefusal(words) ?? "");
}

const codes =
  /\b(?:ECONN[A-Z]+|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPROTO|ERR_[A-Z_]+)\b/;

/** The system's code in messages of libraries that do not report it separately: the proxies' agents, Bun's own WebSocket. */
export function codeIn(words: string): string | undefined {
  if (/^proxy (?:connection timed out|timeout)$/i.test(words)) return "ETIMEDOUT";
  if (words === "Socket closed") return "ECONNRESET";
  return codes.exec(words)?.[0];
}

function proxyWords(
  { server, system, words, isOfProxy }: Failure,
  proxy: ProxyServer,
): Explanation | undefined {
  const { host, hostname } = new URL(server);
  const around = proxy.origin.includes(" ") ? "" : `, or bypass the proxy: NO_PROXY=${hostname}`;
  const status = proxyRefusal(words);
  const reply = status === undefined ? undefined : `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
  const isLocked = /Socks5 Authentication failed|no accepted authentication type/i.test(words);
  if (status === 407 || isLocked) {
    return [
      `proxy ${proxy.shown}: ${isLocked ? "did not accept these credentials" : `answered CONNECT with ${reply}`}`,
      `write the user name and the password into ${proxy.origin}: ${proxy.shown.replace("//", "//USER:PASSWORD@")}`,
    ];
  }
  const refusal = reply ?? socksRefusal(words);
  if (refusal !== undefined) {
    return [
      `proxy ${proxy.shown}: answered CONNECT with ${refusal}`,
      `the proxy cannot reach ${host}, or is not allowed to: check ${proxy.origin}${around}`,
    ];
  }
  // only the proxy is called from here
  switch (system) {
    case "ECONNREFUSED":
    case "ConnectionRefused":
      return [`proxy ${proxy.shown}: connection refused`, `check ${proxy.origin}${around}`];
    case "ENOTFOUND":
      return [`proxy ${proxy.shown}: no such host`, `check ${proxy.origin}${around}`];
    default:
      return isOfProxy === true ? proxyTlsWords(system, words, proxy, around) : undefined;
  }
}

function proxyTlsWords(
  system: string,
  words: string,
  proxy: ProxyServer,
  around: string,
): Explanation | undefined {
  if (/wrong.version.number|packet length too long|EPROTO/i.test(`${system} ${words}`)) {
    return [
      `proxy ${proxy.shown}: does not speak TLS: ${words}`,
      `write it with http:// in ${proxy.origin}: ${proxy.shown.replace(/^https:/, "http:")}`,
    ];
  }
  if (certificateFix(system, words) === undefined) return undefined;
  return [
    `proxy ${proxy.shown}: its own certificate is not trusted: ${words}`,
    `name the authority that signed the proxy's certificate: NODE_EXTRA_CA_CERTS=FILE; or check ${proxy.origin}${around}`,
  ];
}

function directWords({ server, system, words, proxy }: Failure): Explanation {
  const host = hostOf(server);
  const look = "check the server of this context: kubectl config view --minify";
  switch (system) {
    case "ECONNREFUSED":
    case "ConnectionRefused":
      return [
        `The connection to the server ${host} was refused - did you specify the right host or port?`,
        look,
      ];
    case "ENOTFOUND":
      return [`Unable to connect to the server: no such host: ${host}`, look];
    case "credentials":
      return [
        `Unable to connect to the server ${host}: ${words}`,
        "log in again; to see whether kubectl can log in: kubectl auth whoami",
      ];
    default: {
      const way = proxy === undefined ? "" : ` through proxy ${proxy.shown}`;
      const message = `Unable to connect to the server ${host}${way}: ${words === "" ? system : words}`;
      return [message, certificateFix(system, words)];
    }
  }
}

function certificateFix(system: string, words: string): string | undefined {
  if (/ALTNAME/.test(system) || /altnames|not valid for name/i.test(words)) {
    return "the server's certificate is for a different name than its address: pass that name with --tls-server-name, or the right address with --server";
  }
  if (/ALERT/.test(system) || /\balert\b/i.test(words)) {
    return "the server does not accept the client certificate of this context: log in again, or check the user's client-certificate";
  }
  if (system === "CERT_HAS_EXPIRED" || /certificate (has )?expired/i.test(words)) {
    return "the server's certificate has expired: renew it on the cluster, or check this machine's clock";
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(system) || /certificate/i.test(words)) {
    return "the server's certificate is not signed by the kubeconfig's certificate-authority: pass the right one with --certificate-authority";
  }
  return undefined;
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
