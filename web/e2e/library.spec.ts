import type { Page } from "@playwright/test";
import { join } from "node:path";
import { confirmed } from "./assist";
import { violations } from "./axe";
import { expect, out, test } from "./demo";
import { Client, enter, lone, type Lone } from "./lone";

// A node of its own, alone: a nation begins an exercise with a scenario of the library.

const port = Number(process.env.ENTENTE_E2E_LIBRARY_PORT ?? 18841);
let node: Lone;

test.describe.configure({ mode: "serial" });
test.use({ actionTimeout: 20_000 });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  node = await lone(port, "CZE");
  const c = new Client(node.url);
  await c.first(node.setup);
  await c.enter("admin");
  await c.person("director", "director", "analyst", "release");
  await c.person("deputy", "director");
});

test.afterAll(() => node.stop());

async function looks(p: Page, name: string) {
  expect(await violations(p)).toEqual([]);
  for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390]] as const) {
    await p.emulateMedia({ colorScheme: scheme });
    await p.setViewportSize({ width, height: 900 });
    await p.screenshot({ path: join(out, `${name}-${width}-${scheme}.png`), fullPage: true });
    expect(await p.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
  await p.emulateMedia({ colorScheme: "light" });
  await p.setViewportSize({ width: 1440, height: 900 });
}

test("an exercise begins with a scenario, whose parts are cast and whose list is taken", async ({ browser }) => {
  test.setTimeout(180_000);
  const open = async (user: string) => {
    const p = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } })).newPage();
    await enter(p, node.url, user);
    return p;
  };
  const p = await open("director");
  await p.goto(`${node.url}/exercises/new`);
  await p.getByRole("combobox", { name: "Begin with a scenario" }).click();
  await p.getByRole("option", { name: /Four nations, one morning/ }).click();
  await expect(p.getByLabel("Code")).toHaveCount(4);
  await looks(p, "library-new");
  await p.getByRole("button", { name: "Propose" }).click();
  await expect(p.getByText("Waits for a second person")).toBeVisible();
  const url = new URL(p.url());

  const deputy = await open("deputy");
  await deputy.goto(url.origin + url.pathname);
  await confirmed(deputy, "Confirm…", "Confirm");
  await expect(deputy.getByText("Open", { exact: true })).toBeVisible({ timeout: 60_000 });

  await p.reload();
  await p.getByRole("button", { name: "Enter, and take “Four nations, one morning” into the plan" }).click();
  await expect(p.getByRole("heading", { level: 1, name: "Scenarios" })).toBeVisible();
  const alforia = p.getByRole("row").filter({ hasText: "ALFA" });
  await expect(alforia).toContainText("done by itself");
  await alforia.getByLabel("People play Alforia").check();
  await expect(alforia).toContainText("left out");
  await expect(p.getByRole("row").filter({ hasText: "CENTRE" })).toContainText("Conducts");
  await p.getByText("What it would do", { exact: true }).click();
  await looks(p, "library-cast");
  await p.getByRole("button", { name: "Take it into the plan" }).click();
  await expect(p.getByText("Taken into plan and list.")).toBeVisible();
  await p.getByRole("link", { name: "To the list of events" }).click();
  await expect(p.getByRole("heading", { name: "17 rows" })).toBeVisible();
  await p.getByRole("link", { name: "Scenarios" }).click();
  await p.getByRole("button", { name: "Choose: Night duty: hospitals" }).click();
  await expect(p.getByText("already; an exercise has one")).toBeVisible();
  await looks(p, "library-list");
});
