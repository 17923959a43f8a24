import { expect, test } from "bun:test";
import { workflowCommand } from "../../src/text/workflow-command.ts";

test("escapes what would end a property or the line", () => {
  expect(workflowCommand("error", { title: "a: b, c%\nd" }, "50%\r\nnext\u001b[0m")).toBe(
    "::error title=a%3A b%2C c%25^Jd::50%25%0Anext^[[0m",
  );
});
