import { defineConfig } from "@playwright/test";

// Journeys on nodes that they start themselves, which wait for periods to pass more than they work.
const apart = ["alone", "assist-cut", "crisis", "exercise", "keys-aged", "library", "oidc", "signin", "start", "suspend"].map((name) => `${name}.spec.ts`);

// One running demo (see setup.ts) and one journey after another on it: they read
// and change the same three nodes, as people do. Beside them, in a second browser,
// run the journeys that have nodes of their own; and when all is quiet, alone,
// what is measured (--no-deps runs that without the others).
export default defineConfig({
  testDir: ".",
  outputDir: "./out/results",
  globalSetup: "./setup.ts",
  workers: 2,
  projects: [
    { name: "demo", testMatch: "*.spec.ts", testIgnore: [...apart, "speed.spec.ts"], workers: 1 },
    { name: "apart", testMatch: apart, workers: 1 },
    { name: "speed", testMatch: "speed.spec.ts", workers: 1, dependencies: ["demo", "apart"] },
  ],
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.ENTENTE_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
