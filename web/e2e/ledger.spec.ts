import { readFileSync } from "node:fs";
import { expect, node, signIn, test } from "./demo";

test.beforeEach(async ({ page }) => signIn(page, "CZE"));

test("the ledger shows both directions with all receipts", async ({ page }) => {
  await page.getByRole("link", { name: "Ledger", exact: true }).click();
  for (const pair of ["CZE to HUB", "HUB to CZE"]) {
    await expect(page.getByRole("row").filter({ hasText: pair })).toContainText("all receipted");
  }
  await page.getByRole("link", { name: "CZE to HUB" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entries from CZE to HUB" })).toBeVisible();
  const released = page.getByRole("row").filter({ hasText: "release.sent" }).first();
  await expect(released).toContainText("accepted");
  await expect(released).toContainText("stored");
});

test.describe(() => {
  test.use({ loud: /status of 4\d\d/ });

  test("a downloaded receipt verifies, and one that was touched does not", async ({ page }) => {
    await page.goto(node("CZE").url + "/ledger/CZE/HUB");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^Download the receipt of entry 1$/ }).click()]);
    const file = readFileSync(await download.path(), "utf8");
    const verify = (text: string) =>
      page.evaluate(async (body) => {
        const answer = await fetch("/api/v1/ledger/verify", { method: "POST", headers: { "Content-Type": "application/json" }, body });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      }, text);
    const good = await verify(file);
    expect(good.status).toBe(200);
    expect(good.body).toMatchObject({ from: "CZE", to: "HUB", index: 1 });
    const bad = await verify(file.replace("CZE", "CZF"));
    expect(bad.status).toBeGreaterThanOrEqual(400);
    expect(bad.body["detail"]).not.toBe("");
  });
});
