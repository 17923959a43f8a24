import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { freePort, newFolder, type RunningRegistry, startRegistry } from "./tools.ts";

export interface GuardedRegistry extends RunningRegistry {
  /** The scopes of the tokens that were given, in order. */
  readonly given: readonly string[];
}

/** Who may do what: by name, the password and whether pushing is allowed. */
export type Users = Readonly<Record<string, { readonly password: string; readonly mayPush: boolean }>>;

/** A registry that wants tokens of a token service, whose tokens live for so many seconds. */
export async function startGuarded(users: Users, life = 300): Promise<GuardedRegistry> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = path.join(newFolder(), "jwks.json");
  writeFileSync(
    jwks,
    JSON.stringify({
      keys: [{ ...publicKey.export({ format: "jwk" }), kid: "test", alg: "RS256", use: "sig" }],
    }),
  );
  const given: string[] = [];
  const realm = `http://127.0.0.1:${await freePort()}`;
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", realm);
    const [, encoded = ""] = (request.headers.authorization ?? "").split(" ");
    const [name = "", password] = Buffer.from(encoded, "base64").toString().split(/:(.*)/s, 2);
    const user = users[name];
    if (user === undefined || user.password !== password) {
      response.writeHead(401).end("{}");
      return;
    }
    const scopes = url.searchParams.getAll("scope");
    given.push(...scopes);
    const access = scopes.map((scope) => {
      const [type, repository, actions = ""] = scope.split(":");
      const allowed = actions.split(",").filter((action) => action === "pull" || user.mayPush);
      return { type, name: repository, actions: allowed };
    });
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: "test",
      aud: "registry",
      sub: name,
      iat: now,
      nbf: now - 5,
      exp: now + life,
      jti: randomUUID(),
      access,
    };
    const text = `${part({ alg: "RS256", typ: "JWT", kid: "test" })}.${part(claims)}`;
    const token = `${text}.${sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64url")}`;
    response
      .writeHead(200, { "Content-Type": "application/json" })
      .end(JSON.stringify({ token, expires_in: life }));
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(realm).port), "127.0.0.1", resolve));
  const registry = await startRegistry({
    auth: { token: { realm: `${realm}/token`, service: "registry", issuer: "test", jwks } },
  });
  return {
    ...registry,
    given,
    stop: async () => {
      await registry.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}
