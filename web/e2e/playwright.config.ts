import { defineConfig } from "@playwright/test";

// One running demo (see setup.ts), one browser, one journey after another: the
// journeys read and change the same three nodes, as people do.
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "./out/results",
  globalSetup: "./setup.ts",
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
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
