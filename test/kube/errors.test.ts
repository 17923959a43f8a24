import { describe, expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import {
  AnswerError,
  ApiError,
  apiErrorFrom,
  ConnectionError,
  credentialError,
  ExecRefused,
  excerptOf,
  isAlreadyExists,
  isMissing,
  isNotFound,
  statusIn,
} from "../../src/kube/errors.ts";
import { mayPass } from "../../src/kube/retry.ts";

describe("the API server's refusal", () => {
  test.each([
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [404, "NotFound"],
    [429, "TooManyRequests"],
    [503, "ServiceUnavailable"],
    [500, "InternalError"],
    [504, "InternalError"],
  ])("a %i without a reason is called %s, as kubectl does", (status, reason) => {
    const error = new ApiError(status, {});
    expect(error.message).toBe(`Error from server (${reason}): the server answered ${status}`);
    expect(error).toMatchObject({ code: 3, status, reason: "", words: `the server answered ${status}` });
  });

  test("is in the server's words where it has some, and without a reason where it has none", () => {
    expect(new ApiError(409, { reason: "AlreadyExists", message: "it is there" }).message).toBe(
      "Error from server (AlreadyExists): it is there",
    );
    expect(new ApiError(422, { message: "no" }).message).toBe("Error from server: no");
  });

  test.each<[number, string, string | undefined]>([
    [401, "who?", "kubectl auth whoami"],
    [403, 'pods "x" is forbidden: violates PodSecurity "restricted"', "--namespace"],
    [403, 'pods "x" is forbidden: exceeded quota: q', "raise the quota"],
    [403, 'User "dev" cannot list resource "pods"', "cluster-admin"],
    [403, "a webhook says no", undefined],
    [422, "violates PodSecurity, exceeded quota, and you cannot list", undefined],
  ])("%i %s is fixed by: %p", (status, message, fix) => {
    for (const error of [new ApiError(status, { message }), new ExecRefused(status, message)]) {
      if (fix === undefined) expect(error.fix).toBeUndefined();
      else expect(error.fix).toContain(fix);
    }
  });

  test("an object that already exists is distinguished from everything else", () => {
    expect(isAlreadyExists(new ApiError(409, { reason: "AlreadyExists" }))).toBe(true);
    // another write came between
    expect(isAlreadyExists(new ApiError(409, { reason: "Conflict" }))).toBe(false);
    expect(isAlreadyExists(new Error("AlreadyExists"))).toBe(false);
  });
});

describe("the body of an answer", () => {
  test("is read as a Status only where it says that it is one", () => {
    expect(statusIn('{"kind":"Status","message":"m","reason":"r"}')).toMatchObject({
      message: "m",
      reason: "r",
    });
    for (const body of ['{"message":"m"}', '{"kind":"Pod","message":"m"}', "[]", "null", "<html>", ""]) {
      expect(statusIn(body)).toBeUndefined();
    }
  });

  test("that is another's is quoted, and one that is empty is not", () => {
    expect(apiErrorFrom(502, "<h1>\n  Bad\tgateway</h1>").words).toBe("<h1> Bad gateway</h1>");
    expect(apiErrorFrom(502, " \n ").words).toBe("the server answered 502");
    expect(apiErrorFrom(403, '{"kind":"Status","message":"m"}').words).toBe("m");
  });

  test("is quoted in one line, up to a bound, with control characters visible", () => {
    expect(excerptOf(`a\n\u001b[2Jb ${"x".repeat(400)}`)).toBe(`a ^[[2Jb ${"x".repeat(291)}…`);
    expect(excerptOf("x".repeat(300))).toBe("x".repeat(300));
  });
});

test("an answer that no API server gives says how to see it, and quotes no path that is none", () => {
  expect(new AnswerError("/api/v1/pods", "is a page")).toMatchObject({
    message: "Error from server: the answer to /api/v1/pods is a page",
    code: 3,
    fix: expect.stringContaining("kubectl get --raw '/api/v1/pods'"),
  });
  expect(new AnswerError("exec of tail", "is a page").fix).toEndWith("kubectl version");
});

test("a refused exec is reported with its status if it has one", () => {
  expect(new ExecRefused(426, "Upgrade Required").message).toBe("exec was refused (426): Upgrade Required");
  expect(new ExecRefused(undefined, "no answer").message).toBe("exec was refused: no answer");
  expect(new ExecRefused(403, "x", "Forbidden")).toMatchObject({
    status: 403,
    reason: "Forbidden",
    words: "x",
    code: 3,
  });
  expect(new ExecRefused(403, "x".repeat(5000)).words).toHaveLength(2001);
});

describe("a connection that fails", () => {
  test("has the system's code, or the one in its words, or none", () => {
    const system = (error: unknown) => new ConnectionError("https://h", error).system;
    expect(system(Object.assign(new Error("x"), { code: "ETIMEDOUT" }))).toBe("ETIMEDOUT");
    expect(system(new Error("connect ECONNREFUSED 127.0.0.1:1"))).toBe("ECONNREFUSED");
    expect(system(Object.assign(new Error("x"), { code: 7 }))).toBe("");
    expect(system("words")).toBe("");
  });

  test("is reported in one line", () => {
    expect(new ConnectionError("https://h:1", new Error("one\n\n two\n")).message).toEndWith("one two");
  });
});

describe("credentials that cannot be had", () => {
  test("are a connection's trouble, whatever words they come with", () => {
    const error = credentialError("https://h", new Error(" connect ECONNREFUSED 1.2.3.4:5 "));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ system: "credentials" });
    expect(error.message).toContain("getting credentials: connect ECONNREFUSED 1.2.3.4:5");
    const proxy = credentialError("https://h", new Error("Socks5 proxy rejected connection - NotAllowed"));
    expect(proxy).toMatchObject({ system: "credentials" });
    expect(credentialError("https://h", "words").message).toContain("getting credentials: words");
  });

  test("keep an error that is for a person already", () => {
    const own = new InputError("no such plugin");
    expect(credentialError("https://h", own)).toBe(own);
  });
});

const ofServer = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  message: 'namespaces "x" not found',
  reason: "NotFound",
  details: { name: "x", kind: "namespaces" },
  code: 404,
};

test("an object is not there where the server itself says so, of it", () => {
  const error = apiErrorFrom(404, JSON.stringify(ofServer));
  expect(isNotFound(error, "x")).toBe(true);
  expect(isNotFound(error, "y")).toBe(false);
  expect(mayPass(error)).toBe(false);
});

test.each([
  ["a page", "<html></html>", true],
  ["nothing", "", true],
  ["a path that is not served", "404 page not found", true],
  ["JSON of another form", '{"code":404}', true],
  ["a Status without a reason", JSON.stringify({ ...ofServer, reason: undefined }), true],
  ["a Status with another reason", JSON.stringify({ ...ofServer, reason: "Refused" }), true],
  ["a Status of nothing", JSON.stringify({ ...ofServer, details: undefined }), false],
])("404 with %s says nothing of it", (_, body, passes) => {
  const error = apiErrorFrom(404, body);
  expect(isNotFound(error, "x")).toBe(false);
  expect(isMissing(error)).toBe(true);
  expect(mayPass(error)).toBe(passes);
});
