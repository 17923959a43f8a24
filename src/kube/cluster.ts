import {
  AuthorizationV1Api,
  CoreV1Api,
  createConfiguration,
  RbacAuthorizationV1Api,
  ResponseContext,
  ServerConfiguration,
  VersionApi,
  wrapHttpLibrary,
} from "@kubernetes/client-node";
import type { Clock } from "../async/paced.ts";
import type { Connection } from "./connection.ts";
import { AnswerError } from "./errors.ts";
import { record, text } from "./json.ts";
import { itemsOf } from "./objects.ts";
import { withRetries } from "./retry.ts";
import { type Call, createTransport, jsonObject, readText, type Transport } from "./transport.ts";

/** One cluster, as the folders above use it. */
export interface Cluster extends Clients {
  readonly connection: Connection;
  /** Retries what can be retried; throws ApiError and ConnectionError. */
  readonly send: Transport;
  /** One attempt, for streams that have their own way of reconnecting. */
  readonly sendOnce: Transport;
  /** Ends everything that is requested from the cluster: requests, streams and exec. */
  readonly signal?: AbortSignal;
  /** Creates the typed clients again, with requests that end with a signal. */
  readonly clients: (signal: AbortSignal) => Clients;
}

/** The typed clients. */
interface Clients {
  readonly core: CoreV1Api;
  readonly rbac: RbacAuthorizationV1Api;
  readonly authorization: AuthorizationV1Api;
  readonly version: VersionApi;
}

// long enough for an API server to restart, short enough for a person to wait
const patience = { total: 45_000 };

/** The typed clients and the streams of one cluster, over one transport. */
export function openCluster(
  connection: Connection,
  userAgent: string,
  clock: Clock,
  options: { readonly signal?: AbortSignal; readonly patience?: number } = {},
): Cluster {
  const sendOnce = createTransport(connection, userAgent);
  const send = withRetries(sendOnce, { total: options.patience ?? patience.total }, clock);
  const clients = (signal?: AbortSignal) => typedClients(connection, send, signal);
  const cluster = { connection, send, sendOnce, clients, ...clients() };
  return options.signal === undefined ? cluster : endingWith(cluster, options.signal);
}

/** The same cluster, but everything that is requested from it ends, with the signal's reason, when the signal is aborted. */
export function endingWith(cluster: Cluster, signal: AbortSignal): Cluster {
  const both = anyOf(cluster.signal, signal);
  const ending =
    (send: Transport): Transport =>
    (call) =>
      send({ ...call, signal: anyOf(call.signal, both) });
  return {
    ...cluster,
    ...cluster.clients(both),
    signal: both,
    send: ending(cluster.send),
    sendOnce: ending(cluster.sendOnce),
  };
}

function anyOf(first: AbortSignal | undefined, second: AbortSignal): AbortSignal {
  return first === undefined ? second : AbortSignal.any([first, second]);
}

function typedClients(connection: Connection, send: Transport, signal: AbortSignal | undefined): Clients {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(connection.server, {}),
    httpApi: wrapHttpLibrary({
      async send(request) {
        const url = new URL(request.getUrl());
        const body = request.getBody();
        const call: Call = {
          method: methodOf(request.getHttpMethod()),
          path: url.pathname.slice(new URL(connection.server).pathname.replace(/\/$/, "").length),
          query: Object.fromEntries(url.searchParams),
          headers: request.getHeaders(),
          ...(typeof body === "string" ? { body } : {}),
          ...(signal === undefined ? {} : { signal }),
        };
        const reply = await send(call);
        const text = await readText(reply.body);
        checkAnswer(call, text);
        // the client would not read content of another type, but it is JSON all the same
        return new ResponseContext(
          reply.status,
          { "content-type": "application/json" },
          {
            text: async () => text,
            binary: async () => Buffer.from(text),
            stream: () => null,
          },
        );
      },
    }),
  });
  return {
    core: new CoreV1Api(configuration),
    rbac: new RbacAuthorizationV1Api(configuration),
    authorization: new AuthorizationV1Api(configuration),
    version: new VersionApi(configuration),
  };
}

// `/api/v1/pods`, `/apis/apps/v1/namespaces/x/deployments`
const collection = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[^/]+$/;

/** The typed clients assume that a response is what they requested, and fail far from here if it is not. */
function checkAnswer({ method, path, query }: Call, body: string): void {
  const answer = jsonObject(body, path);
  if (method !== "GET" || !path.startsWith("/api")) return;
  if (!collection.test(path)) {
    const { name, uid } = record(record(answer).metadata);
    if (name !== decodeURIComponent(path.slice(path.lastIndexOf("/") + 1)) || typeof uid !== "string")
      throw new AnswerError(path, "is not the requested object");
    return;
  }
  // an empty page is not an empty list
  if (query?.limit === undefined && text(record(record(answer).metadata).continue))
    throw new AnswerError(path, "is only a part of a list");
  for (const item of itemsOf(answer, path)) {
    if (typeof item !== "object" || item === null) {
      throw new AnswerError(path, "is a list of something that is not an object");
    }
  }
}

function methodOf(text: string): Call["method"] {
  switch (text) {
    case "GET":
    case "POST":
    case "PUT":
    case "PATCH":
    case "DELETE":
    case "HEAD":
      return text;
    default:
      throw new TypeError(`the API has no ${text} calls`);
  }
}
