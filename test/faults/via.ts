import { writeFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { newFolder } from "./client.ts";
import { apiServer, kubectl } from "./cluster.ts";
import { FailingProxy } from "./proxy.ts";

/** The API server through a proxy that can fail, and a kubeconfig that goes through it. */
export interface Via {
  readonly proxy: FailingProxy;
  readonly kubeconfig: string;
}

export async function openVia(): Promise<Via> {
  const server = apiServer();
  const proxy = await FailingProxy.open(server.hostname, Number(server.port || 443));
  const config: { clusters: { cluster: { server: string; "tls-server-name"?: string } }[] } = JSON.parse(
    kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", "json"),
  );
  for (const { cluster } of config.clusters) {
    cluster.server = `https://127.0.0.1:${proxy.port}`;
    // an API server's certificate has this name, whatever its addresses are
    cluster["tls-server-name"] ??= isIP(server.hostname) === 0 ? server.hostname : "kubernetes";
  }
  const kubeconfig = path.join(newFolder(), "kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  return { proxy, kubeconfig };
}
