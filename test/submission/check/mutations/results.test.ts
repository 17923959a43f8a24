import { expect, test } from "bun:test";
import { replayed } from "../../../../src/results/deviations.ts";
import { creation, factsOf, newReadme } from "../../../../src/submission/readme.ts";
import { notRunYet } from "../../../../src/submission/readme-parts.ts";
import { sample } from "../../../results/sample.ts";
import { good, withTexts } from "../sample.ts";
import { both, caseOf, foundIn, junit, log, name, noTests, type Row, readme, theCase } from "./mutate.ts";

const lost = "the required test is not among those that passed";

test.each<Row>([
  // junit_01.xml
  [`${lost}: missing`, junit(theCase, ""), { ...noTests, "log-summary": "not-run/fail" }],
  [
    `${lost}: renamed`,
    junit(theCase, caseOf("", name.replace("ClusterIP", "NodePort and ClusterIP"))),
    noTests,
  ],
  [`${lost}: tags in another order`, junit(theCase, caseOf("", `${name} [Slow]`)), noTests],
  [`${lost}: two blanks`, junit(theCase, caseOf("", name.replace("from ", "from  "))), noTests],
  [
    `${lost}: skipped`,
    junit(theCase, caseOf('<skipped message="skipped"/>')),
    { ...noTests, "log-summary": "not-run/fail" },
  ],
  [`${lost}: failed`, junit(theCase, caseOf("<failure/>")), { ...noTests, "log-summary": "not-run/fail" }],
  [
    "a required test with an error alone",
    junit(theCase, caseOf("<error/>")),
    {
      "all-tests-pass": both,
      "log-summary": "not-run/fail",
    },
  ],
  [
    "a failed attempt and one that passed",
    junit(theCase, caseOf("<failure/>") + caseOf("")),
    {
      "all-tests-pass": both,
      "log-summary": "not-run/fail",
    },
  ],
  ["a failure that is skipped too", junit(theCase, caseOf("<skipped/><failure/>") + caseOf("")), {}],
  ["without [It]", junit(theCase, caseOf("").replace("[It] ", "")), {}],
  ["[It] twice", junit(theCase, caseOf("").replace("[It] ", "[It] [It] ")), noTests],
  [
    "a failed test that is none of conformance",
    junit(theCase, caseOf("") + caseOf("<failure/>", "[sig-node] Pods should be quick")),
    {
      "all-tests-pass": "pass/fail",
      "log-summary": "not-run/fail",
    },
  ],
  ["counters that are wrong", junit('failures="0"', 'failures="5"'), {}],
  [
    "counters that are no numbers",
    junit(/(<testsuite [^>]*)tests="\d+"/, '<testsuite tests="many"'),
    noTests,
  ],
  [
    "a time that is no number",
    junit(/(<testsuite name[^>]*) time="[\d.]+"/, '<testsuite name="a" time="long"'),
    noTests,
  ],
  [
    "the root <testsuite>",
    withTexts({ "junit_01.xml": good["junit_01.xml"].replace(/<\/?testsuites[^>]*>/g, "") }),
    noTests,
  ],
  ["another root", withTexts({ "junit_01.xml": "<html></html>" }), noTests],
  ["control characters", junit(theCase, caseOf("<system-err>\u001b[1m</system-err>")), noTests],
  ["cut off", withTexts({ "junit_01.xml": good["junit_01.xml"].slice(0, 50_000) }), noTests],
  ["no XML", withTexts({ "junit_01.xml": "429: Too Many Requests" }), noTests],
  [
    "two suites with tests",
    junit(theCase, `</testsuite><testsuite name="more" tests="1">${caseOf("")}`),
    { "suite-settings": "not-run/fail" },
  ],
  ["a name with a tab for a blank", junit(name, name.replace(" ", "\t")), noTests],
  ["a name with a line break for a blank", junit(name, name.replace(" ", "\n")), noTests],
  ["a root closed by another name", junit("</testsuites>", "</testsuite>"), noTests],
  ["a number beyond Go's", junit(/(?<=<testsuite [^>]*)time="[^"]*"/, 'time="1e999"'), noTests],
  ["NaN for a time", junit(/(?<=<testsuite [^>]*)time="[^"]*"/, 'time="NaN"'), {}],
  ["words behind the end", junit(/$/, "bye"), {}],
  [
    "a skip that skipped no required test",
    junit('name="SkipStrings" value=""', 'name="SkipStrings" value="Serial"'),
    { "suite-settings": "not-run/warn" },
  ],
  [
    "a skip that skipped one",
    junit(
      new RegExp(`name="SkipStrings" value=""|${theCase.source}`, "g"),
      'name="SkipStrings" value="Serial"',
    ),
    { ...noTests, "suite-settings": "not-run/fail", "log-summary": "not-run/fail" },
  ],
  [
    "another focus",
    junit('value="\\[Conformance\\]"', 'value="Conformance"'),
    { "suite-settings": "not-run/warn" },
  ],
  [
    "a dry run",
    junit('name="DryRun" value="false"', 'name="DryRun" value="true"'),
    { "suite-settings": "not-run/fail" },
  ],
  [
    "tries",
    junit('name="FlakeAttempts" value="0"', 'name="FlakeAttempts" value="3"'),
    { "no-flakes": "not-run/warn" },
  ],
  // e2e.log
  ["a garbage log", withTexts({ "e2e.log": "garbage\n" }), { "log-summary": "not-run/fail" }],
  [
    "a failed run's log",
    log("SUCCESS! -- 441 Passed | 0 Failed", "FAIL! -- 438 Passed | 3 Failed"),
    { "log-summary": "not-run/fail" },
  ],
  [
    "another run's log",
    log("SUCCESS! -- 441 Passed", "SUCCESS! -- 440 Passed"),
    { "log-summary": "not-run/fail" },
  ],
  ["flakes", log("0 Failed | 0 Pending", "0 Failed | 2 Flaked | 0 Pending"), { "no-flakes": "not-run/warn" }],
  [
    "the logs of two runs",
    log(
      /^/,
      "Ran 441 of 7000 Specs in 9 seconds\nFAIL! -- 440 Passed | 1 Failed | 0 Pending | 6559 Skipped\n",
    ),
    { "log-summary": "not-run/fail" },
  ],
  ["a log with times", log(/^(?=.)/gm, "2026-11-20T10:00:00.5Z "), { "log-summary": "not-run/warn" }],
  [
    "the suite of another release",
    log(/e2e test version: v1.35.4/, "e2e test version: v1.34.1"),
    { "log-versions": "not-run/fail" },
  ],
  [
    "the server of another release",
    log(/kube-apiserver version: v1.35.4/, "kube-apiserver version: v1.34.1+k3s1"),
    { "log-versions": "not-run/fail" },
  ],
  [
    "a quiet log",
    withTexts({
      "e2e.log":
        "Will run 441 of 7355 specs\nSS•\n\nRan 441 of 7355 Specs in 1.0 seconds\nSUCCESS! -- 441 Passed | 0 Failed | 0 Pending | 6914 Skipped\nPASS\n",
    }),
    {},
  ],
  [
    "a log with a coloured end",
    withTexts({
      "e2e.log": `${good["e2e.log"].replace("SUCCESS!", "\u001b[32mSUCCESS!\u001b[0m")}\u001b[38;5;11mACK_GINKGO_DEPRECATIONS=2.9.1\u001b[0m\n`,
    }),
    {},
  ],
  // README.md
  [
    "links alone",
    readme("# ACME\n\nSee [the docs](https://acme.test/docs) and https://sonobuoy.io.\n"),
    { "readme-steps": "not-run/fail" },
  ],
  ["steps without the tests", readme("# ACME\n\n```\nturbo up\n```\n"), { "readme-steps": "not-run/warn" }],
  [
    "something to be filled in",
    readme(`${good["README.md"]}\n<!-- fill in: the commands -->\n`),
    { "readme-filled-in": "not-run/fail" },
  ],
  [
    "a part that no run has written yet",
    readme(`${good["README.md"]}\n${notRunYet}\n`),
    { "readme-filled-in": "not-run/fail" },
  ],
  [
    "a run of the sandbox",
    readme(`${good["README.md"]}\n    kubectl conformance run \\\n      --speed 20 --sandbox\n`),
    { "not-a-replay": "not-run/fail" },
  ],
  [
    "a run on a served sandbox",
    readme(newReadme(factsOf({ ...sample, deviations: [replayed] }, {})).text.replace(creation, "    up")),
    { "not-a-replay": "not-run/fail" },
  ],
  [
    "a sandbox of the vendor's own",
    readme(`${good["README.md"]}\n    turbo up --sandbox\n    kubectl conformance run --sandboxed\n`),
    {},
  ],
  [
    "conflict markers",
    readme(`<<<<<<< HEAD\n${good["README.md"]}\n=======\n>>>>>>> main\n`),
    { "no-conflict-markers": "not-run/fail" },
  ],
  ["a heading that is underlined", readme(`${good["README.md"]}\nMore\n=======\n`), {}],
  [
    "a picture that is not there",
    readme(`${good["README.md"]}\n![nodes](img/nodes.png)\n`),
    { "readme-images": "not-run/warn" },
  ],
  [
    "a picture in HTML",
    readme(`${good["README.md"]}\n<img width=3 src="nodes.png">\n`),
    { "readme-images": "not-run/warn" },
  ],
  ["a picture elsewhere", readme(`${good["README.md"]}\n![nodes](https://acme.test/nodes.png)\n`), {}],
])("%s", (_, submission, expected) => {
  expect(foundIn(submission)).toEqual(expected);
});
