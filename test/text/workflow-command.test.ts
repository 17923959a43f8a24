import { expect, test } from "bun:test";
import { workflowCommand } from "../../src/text/workflow-command.ts";

test("a command of the older kind is none in it", () => {
  const line = workflowCommand("error", { title: "##[add-mask]a" }, "b\n##vso[task.complete]c");
  expect(line).toBe("::error title=# #[add-mask]a::b%0A# #vso[task.complete]c");
});

test("escapes what would end a property or the line", () => {
  expect(workflowCommand("error", { title: "a: b, c%\nd" }, "50%\r\nnext\u001b[0m")).toBe(
    "::error title=a%3A b%2C c%25^Jd::50%25%0Anext^[[0m",
  );
});
