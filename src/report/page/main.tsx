import { options, render } from "preact";
import type { ReportData } from "../data.ts";
import { App } from "./app.tsx";
import { startLive } from "./live.tsx";
import { unpacked } from "./unpack.ts";

// a print takes the page as it is when its event has been handled
addEventListener(
  "beforeprint",
  () => {
    options.debounceRendering = (work) => work();
  },
  { capture: true },
);
addEventListener("afterprint", () => {
  options.debounceRendering = undefined as never;
});

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  const live = document.getElementById("live");
  if (live !== null) return startLive(live, root);
  try {
    // written by the program itself, next to this script
    const data = JSON.parse(await unpacked("data")) as ReportData;
    let log: Promise<string> | undefined;
    root.replaceChildren();
    render(
      <App
        data={data}
        unpackLog={() => {
          log ??= unpacked("log");
          return log;
        }}
      />,
      root,
    );
    document.documentElement.dataset.ready = "";
  } catch (error) {
    root.textContent = `The page's data cannot be shown in this browser: ${error instanceof Error ? error.message : String(error)}`;
  }
}

void start();
