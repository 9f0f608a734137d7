import { violations } from "./axe";
import { expect, node, signIn, test } from "./demo";

test("a text is countered, read as a redline, talked about, signed by one side and declined by the other", async ({ page }) => {
  const title = `Second generation ${Date.now()}`;
  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Agreements", exact: true }).click();
  await page.getByRole("button", { name: "New draft…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Template" }).or(dialog.getByLabel("Template", { exact: true })).first().click();
  await page.getByRole("option", { name: "Memorandum of understanding on cyber defence, generation 2" }).click();
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("The other parties, beside CZE").fill("hub");
  const own = dialog.getByRole("group", { name: "What CZE declares for itself" });
  await own.getByLabel("Go by a stricter value: categories").check();
  await own.getByRole("checkbox", { name: "report", exact: true }).uncheck();
  await own.getByLabel("Reason, as the others will read it").fill("Reports are released one by one");
  await dialog.getByRole("button", { name: "Add an annex" }).click();
  await dialog.getByLabel("Title of annex A").fill("Duty desks");
  await dialog.getByLabel("Text of annex A").fill("Each desk answers in **fifteen minutes**.");
  await dialog.getByRole("button", { name: "Make the draft" }).click();
  await expect(page.getByText("Only this node has it.")).toBeVisible();
  const clauses = page.getByRole("region", { name: "Clauses" });
  await expect(clauses.getByText("Reports are released one by one")).toBeVisible();
  await expect(clauses.locator("strong", { hasText: "fifteen minutes" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Discard…" })).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "Propose…" }).click();
  await page.getByRole("button", { name: "Propose it" }).click();
  await expect(page.getByText("This is the first text; it answers none.")).toBeVisible();

  await signIn(page, "HUB");
  await expect(async () => {
    await page.goto(`${node("HUB").url}/agreements/${id}`);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole("button", { name: "Counter-proposal…" }).click();
  await page.getByRole("dialog").getByLabel("Notice").fill("P45D");
  await page.getByRole("button", { name: "Make the draft" }).click();
  await expect(page.getByRole("region", { name: "Our draft" })).toBeVisible();
  await page.getByRole("button", { name: "Propose…" }).click();
  await page.getByRole("button", { name: "Propose it" }).click();
  const table = page.getByRole("region", { name: "On the table" });
  await expect(table).toContainText("By HUB, round 2.");
  await table.getByLabel("Comment", { exact: true }).fill("Ninety days is more than we can promise.");
  await table.getByRole("button", { name: "Say it" }).click();
  await expect(table).toContainText("Ninety days is more than we can promise.");
  await page.getByRole("button", { name: "Sign…" }).click();
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByRole("region", { name: "Signatures" }).getByRole("listitem").filter({ hasText: "HUB" })).toContainText("signed by");

  await expect(async () => {
    await page.goto(`${node("CZE").url}/agreements/${id}`);
    await expect(table).toContainText("By HUB, round 2.", { timeout: 2_000 });
  }).toPass();
  await expect(table.locator("del", { hasText: "90" }).first()).toBeVisible();
  await expect(table.locator("ins", { hasText: "45" }).first()).toBeVisible();
  await expect(table).toContainText("Ninety days is more than we can promise.");
  await expect(clauses.getByRole("heading", { name: "A Duty desks" })).toBeVisible(); // a counter-proposal keeps what it does not change
  await page.getByText("CS", { exact: true }).last().click();
  await expect(page.getByRole("region", { name: "Clauses" })).toContainText("s výpovědní lhůtou 45 dnů");
  await expect(page.getByRole("region", { name: "Clauses" })).toContainText("A translation; the authentic text is in EN.");
  expect(await violations(page)).toEqual([]);
  // Other journeys go by the demo's agreements, so this one comes to nothing.
  await page.getByRole("button", { name: "Decline…" }).click();
  await page.getByLabel("Reason, as the others will read it").fill("It was drafted by a test");
  await page.getByRole("button", { name: "Decline it" }).click();
  await expect(page.getByText("A party declined to sign.")).toBeVisible();
});
