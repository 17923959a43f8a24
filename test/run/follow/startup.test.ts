import { expect, test } from "bun:test";
import type { CoreV1Event } from "@kubernetes/client-node";
import { Startup } from "../../../src/run/follow/startup.ts";

const event = (message: string, container: string): CoreV1Event => ({
  type: "Normal",
  reason: "Pulled",
  message,
  metadata: {},
  involvedObject: { fieldPath: `spec.containers{${container}}` },
});

test("an event of the second container says so: its image is there because the first one's was pulled", () => {
  const startup = new Startup(1000);
  const events = [
    event("Successfully pulled image", "suite"),
    event("Container image already present on machine", "collector"),
  ].flatMap((each) => startup.event(each, 1));
  expect(events).toMatchObject([
    { text: "Successfully pulled image" },
    { text: "Container image already present on machine (container collector)" },
  ]);
});
