import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

export interface Issuer extends AsyncDisposable {
  readonly url: string;
  /** The requests that came, with the refresh token of each: `POST /token r1`. */
  readonly requests: string[];
  /** An ID token that expires in so many seconds. */
  token(seconds: number): string;
  /** The one refresh token that it takes; a new one each time. */
  current(): string;
}

export interface IssuerOptions {
  /** How long its ID tokens last, in seconds. */
  readonly lasts?: number;
  /** Where a client shows itself: in a header, or in the form. */
  readonly client?: "header" | "form";
  /** Whether a refresh token is used up by its use. */
  readonly rotates?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What it does in place of answering the token request. */
  readonly broken?: "no id_token" | "html";
}

/** An OIDC issuer that signs tokens and refreshes them (OpenID Connect Core 1.0, 12), for the client `cli` with the secret `hush`. */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const { lasts = 3600, client = "header", rotates = true, tls, broken } = options;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const requests: string[] = [];
  let url = "";
  let number = 1;
  let serial = 0;
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = (seconds: number): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: url, aud: "cli", sub: "alice", iat: now, exp: now + seconds, jti: `${serial++}` };
    const signed = `${base64({ alg: "RS256", kid: "k" })}.${base64(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url")}`;
  };
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, body: unknown]> => {
    const form = new URLSearchParams(await bodyOf(request));
    requests.push(`${request.method} ${request.url} ${form.get("refresh_token") ?? ""}`.trim());
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return [
          200,
          {
            issuer: url,
            token_endpoint: `${url}/token`,
            jwks_uri: `${url}/keys`,
            id_token_signing_alg_values_supported: ["RS256"],
          },
        ];
      case "/keys":
        return [
          200,
          { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] },
        ];
      case "/token": {
        if (broken === "html") return [200, "<html>Sign in</html>"];
        const basic = `Basic ${Buffer.from("cli:hush").toString("base64")}`;
        const isKnown =
          client === "header"
            ? request.headers.authorization === basic
            : form.get("client_id") === "cli" && form.get("client_secret") === "hush";
        if (!isKnown) return [401, { error: "invalid_client" }];
        if (form.get("grant_type") !== "refresh_token" || form.get("refresh_token") !== `r${number}`) {
          return [400, { error: "invalid_grant", error_description: "the refresh token is not known" }];
        }
        if (rotates) number++;
        return [
          200,
          {
            access_token: "access",
            token_type: "Bearer",
            refresh_token: `r${number}`,
            ...(broken === "no id_token" ? {} : { id_token: token(lasts) }),
          },
        ];
      }
      default:
        return [404, {}];
    }
  };
  const handle = (request: IncomingMessage, response: import("node:http").ServerResponse) => {
    void answer(request).then(([code, body]) => {
      response.writeHead(code, {
        "Content-Type": typeof body === "string" ? "text/html" : "application/json",
      });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  };
  const server = tls === undefined ? createServer(handle) : https.createServer(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    token,
    current: () => `r${number}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
