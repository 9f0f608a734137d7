import { join } from "node:path";
import { expect, out, test } from "./demo";
import { lone, password, type Lone } from "./lone";

let node: Lone;
test.beforeAll(async () => {
  node = await lone(18460, "LVA");
});
test.afterAll(() => node.stop());

test("a new node is entered by its one link, and the first hour makes a second account for real", async ({ page, browser }) => {
  await page.goto(node.setup);
  await page.getByLabel("User name").fill("first");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password again").fill(password);
  await page.locator("button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1, name: "First hour" })).toBeVisible();
  await expect(page.getByText("1 of 5 steps done")).toBeVisible();
  await expect(page.getByText("Still nobody with: Analyst, Release officer, Director")).toBeVisible();

  await page.getByRole("button", { name: "New account…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make the account" }).click();
  await expect(dialog.getByText("Choose at least one role.")).toBeVisible();
  await dialog.getByLabel("User name").fill("night");
  await dialog.getByLabel("Name to show").fill("Night desk");
  await dialog.getByLabel("Duty officer").check();
  await dialog.getByLabel("Director").check();
  await dialog.getByRole("button", { name: "Make the account" }).click();
  const link = (await dialog.locator("pre").textContent())?.trim() ?? "";
  expect(link).toMatch(/\/setup\/\S+$/);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("2 of 5 steps done")).toBeVisible();
  await page.screenshot({ path: join(out, "first-hour.png"), fullPage: true });

  const other = await browser.newContext({ locale: "en-GB" });
  const night = await other.newPage();
  await night.goto(link);
  await night.getByLabel("Password", { exact: true }).fill(password);
  await night.getByLabel("Password again").fill(password);
  await night.locator("button[type=submit]").click();
  await expect(night.getByRole("button", { name: "Account of Night desk" })).toBeVisible();
  await night.goto(link);
  await expect(night.getByRole("heading", { level: 1 })).not.toHaveText(/Set/);
  await other.close();
});

test("the quick card prints as one page without the frame", async ({ page }) => {
  await page.goto(node.url + "/sign-in");
  await page.getByLabel("User name").fill("first");
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
  await page.goto(node.url + "/card");
  await expect(page.getByRole("heading", { name: "At night" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation", { name: "Rooms" })).toBeHidden();
  const pdf = await page.pdf({ format: "A4", path: join(out, "quick-card.pdf") });
  expect((pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length, "pages").toBe(1);
});
