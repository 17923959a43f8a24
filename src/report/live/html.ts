import { pageHtml } from "../document.ts";
import page from "../page.json" with { type: "json" };

/** The page of a run that goes on: its script asks for the messages about it at `events`, beside the page. */
export function liveHtml(name: string): string {
  const body = [
    '<a class="skip" href="#tests">Skip to the tests</a>',
    "<main>",
    '<div id="live"></div>',
    '<div id="app"><noscript><p class="note">A run can be watched only with JavaScript.</p></noscript></div>',
    "</main>",
  ];
  return pageHtml({ title: `running: conformance ${name}`, body, connects: true, page });
}
