import type { Check } from "./check.ts";
import { committed, oneCommit, signOff } from "./rules/commits.ts";
import {
  folderName,
  folderStructure,
  oneProduct,
  onlyRequiredFiles,
  readableFiles,
  requiredFiles,
} from "./rules/files.ts";
import { productAddresses, productFields, productLogo, productQuoted, productType } from "./rules/product.ts";
import {
  noConflictMarkers,
  notReplayed,
  readmeFilledIn,
  readmeImages,
  readmeInstallation,
  readmeSteps,
} from "./rules/readme.ts";
import { listGate, logVersions, releaseGate, supportedRelease, windowGate } from "./rules/release.ts";
import { logSummary, noFlakes, suiteSettings } from "./rules/suite.ts";
import { requiredTestsPresent, testsPass } from "./rules/tests.ts";
import { titleFormat, titleGate, titleNotEmpty, titleRelease } from "./rules/title.ts";
import { urlContent } from "./rules/urls.ts";

/** What the bot checks first, in its order; if one fails, it runs none of its checks. */
export const gates: readonly Check[] = [titleGate, releaseGate, windowGate, listGate];

/** The bot's own checks (verify-conformance, features/verify-conformance.feature), in its order. */
export const scenarios: readonly Check[] = [
  titleNotEmpty,
  requiredFiles,
  onlyRequiredFiles,
  folderStructure,
  oneProduct,
  titleRelease,
  productFields,
  productAddresses,
  urlContent,
  productType,
  titleFormat,
  supportedRelease,
  requiredTestsPresent,
  testsPass,
  oneCommit,
];

/** What reviewers check in addition. */
export const beyond: readonly Check[] = [
  readableFiles,
  folderName,
  productQuoted,
  productLogo,
  suiteSettings,
  logSummary,
  logVersions,
  noFlakes,
  notReplayed,
  readmeSteps,
  readmeInstallation,
  readmeFilledIn,
  readmeImages,
  noConflictMarkers,
  committed,
  signOff,
];
