import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, expect, indicator, out, signIn, test } from "./demo";

test("a file is imported, released, receipted, and recalled, all by hand", async ({ page }) => {
  test.setTimeout(120_000);
  const fresh = indicator("Played by hand", false);
  const file = join(out, "by-hand.json");
  writeFileSync(file, JSON.stringify(fresh.bundle));

  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(/^by-hand\.json, /)).toBeVisible();
  await page.getByRole("textbox", { name: /Marking for what comes unmarked/ }).or(page.getByRole("combobox", { name: /Marking for what comes unmarked/ })).click();
  await page.getByRole("option", { name: /^TLP:GREEN/ }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Result: by-hand.json" })).toBeVisible();
  await expect(page.getByText("Every object was good.")).toBeVisible();

  await page.getByRole("button", { name: "Release…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("PERMIT");
  await dialog.getByRole("radio", { name: /^Yes, to every party/ }).check();
  await expect(dialog).toContainText("1 object will leave this node for HUB.");
  await expect(dialog).toContainText("onward where agreements permit");
  await dialog.getByRole("button", { name: "Release to HUB" }).click();
  await expect(dialog).toContainText("1 released");
  await dialog.getByRole("link", { name: /^Release / }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Released 1 object to HUB" })).toBeVisible();
  await expect(page.getByText("accepted, receipt held")).toBeVisible();

  // It is at the hub, and through the hub in Estonia.
  await expect.poll(async () => (await ask<{ items: unknown[] }>("EST", `/intel/objects?q=${fresh.id}`)).items.length).toBe(1);

  await page.getByRole("button", { name: "Recall…" }).click();
  await page.getByRole("button", { name: "Send the recall" }).click();
  await expect(page.getByText(/at least eight characters/)).toBeVisible();
  await page.getByLabel("Reason, as the others will read it").fill("False positive: our own scanner");
  await page.getByRole("button", { name: "Send the recall" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const recalls = page.getByRole("region", { name: "Recalls" });
  await expect(recalls).toContainText("False positive: our own scanner");
  for (const party of ["HUB", "EST"]) await expect(recalls.getByRole("listitem").filter({ hasText: new RegExp(`^${party} executed`) })).toHaveCount(1);
  for (const code of ["HUB", "EST"]) {
    await expect.poll(async () => (await ask<{ items: unknown[] }>(code, `/intel/objects?q=${fresh.id}`)).items.length).toBe(0);
  }
});

test("an import names every bad object and keeps the good ones", async ({ page }) => {
  const good = indicator("Good one");
  const bundle = good.bundle as { objects: object[] };
  bundle.objects.push({ type: "indicator", spec_version: "2.1", id: "indicator--not-a-uuid" });
  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.getByText("or paste").click();
  await page.getByPlaceholder("Paste JSON here").fill("a,b,c");
  await page.getByRole("button", { name: "Use the pasted text" }).click();
  await expect(page.getByRole("alert")).toContainText("not JSON");
  await page.getByPlaceholder("Paste JSON here").fill(JSON.stringify(bundle));
  await page.getByRole("button", { name: "Use the pasted text" }).click();
  await page.getByLabel("Name to find it again").fill("half good");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Result: half good" })).toBeVisible();
  const problems = page.getByRole("region", { name: /^Objects with problems/ });
  await expect(problems.getByRole("row")).toHaveCount(2);
  await expect(problems).toContainText("indicator--not-a-uuid");
  expect((await ask<{ items: unknown[] }>("CZE", `/intel/objects?q=${good.id}`)).items).toHaveLength(1);
});
