import { violations } from "./axe";
import { ask, expect, signIn, test } from "./demo";

// The hub warns both nations under an agreement of all three, one of them
// acknowledges, and states its own alert level, which all see in the situation.
// What the journey puts in force it ends.

const long = { timeout: 30_000 };
const nations = ["CZE", "EST"] as const;
let agreement = "";

const stateOf = async (code: string) => (await ask<{ state: string }>(code, `/agreements/${agreement}`)).state;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  agreement = (await ask<{ id: string }>("HUB", "/agreements", { template: "multilateral-exchange", title: "Exchange of warnings", parties: nations, params: { categories: ["incident"] } })).id;
  await ask("HUB", `/agreements/${agreement}/propose`, {});
  await ask("HUB", `/agreements/${agreement}/sign`, {});
  for (const code of nations) await expect(async () => void (await ask(code, `/agreements/${agreement}/sign`, {}))).toPass(long);
  for (const code of ["HUB", ...nations]) await expect.poll(() => stateOf(code), long).toBe("in-force");
});

test.afterAll(async () => {
  await ask("CZE", "/alerts/state", { level: "normal", criterion: "the journey of this test is over", tlp: "green" });
  await ask("HUB", `/agreements/${agreement}/terminate`, { reason: "the journey of this test is over" });
  for (const code of nations) await expect.poll(() => stateOf(code), long).toBe("terminated");
});

test("the hub warns two nations, one acknowledges, and who has it is seen by party; a nation's level is seen by all", async ({ page, browser }) => {
  test.setTimeout(180_000);
  const title = `Gateways are being broken into ${Date.now()}`;
  await signIn(page, "HUB");
  await page.getByRole("navigation").getByRole("link", { name: "Warnings" }).click();
  await page.getByRole("link", { name: "New warning…" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await page.getByRole("textbox", { name: "Text" }).fill("A flaw without a patch is used against gateways.");
  await page.getByRole("textbox", { name: "What to do" }).fill("Take the portal off the internet.\nLook for new accounts.");
  await page.getByRole("combobox", { name: "Severity scheme" }).click();
  await page.getByRole("option", { name: "US NCISS" }).click();
  await page.getByRole("combobox", { name: "Severity", exact: true }).click();
  await page.getByRole("option", { name: "High", exact: true }).click();
  await page.getByRole("combobox", { name: "By" }).click();
  await page.getByRole("option", { name: "Exchange of warnings, 2.1" }).click();
  await expect(page.getByRole("button", { name: "Issue the warning" })).toBeDisabled();
  await page.getByLabel("All", { exact: true }).check();
  await expect(page.getByText("CZE, EST will have it within moments.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Issue the warning" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const seats = page.getByRole("region", { name: "Who has it" });
  const seat = (code: string) => seats.getByRole("row").filter({ hasText: code });
  for (const code of nations) await expect(seat(code)).toContainText("All has arrived", long);
  await expect(seat("EST")).toContainText("to acknowledge until");
  expect(await violations(page)).toEqual([]);

  // The nation has it on its watch, reads it, and says how it stands.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const cze = await context.newPage();
  await signIn(cze, "CZE");
  await cze.getByRole("link", { name: `HUB warns us: “${title}”` }).click();
  await expect(cze.getByText("Look for new accounts.")).toBeVisible();
  await expect(cze.getByText("US NCISS High")).toBeVisible();
  await cze.getByText("Affected", { exact: true }).click();
  await cze.getByLabel("A word with it").fill("Two gateways of one ministry.");
  await cze.getByRole("button", { name: "Acknowledge" }).click();
  await expect(seat("CZE")).toContainText("Two gateways of one ministry.", long);
  await expect(seat("CZE")).toContainText("Affected");
  await expect(seat("EST")).toContainText("Nothing said");
  expect(await violations(cze)).toEqual([]);

  // Its own level, with what its own scheme calls it.
  await cze.getByRole("navigation").getByRole("link", { name: "Alert levels" }).click();
  await cze.getByRole("button", { name: "State our level…" }).click();
  const dialog = cze.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Level" }).click();
  await cze.getByRole("option", { name: "Elevated" }).click();
  await dialog.getByLabel("Which criterion is met, and by what").fill("Break-ins at one ministry are confirmed.");
  await dialog.getByLabel("Exchange of warnings, 2.1").check();
  expect(await violations(cze)).toEqual([]);
  await dialog.getByRole("button", { name: "State it" }).click();
  await expect(cze.getByRole("region", { name: "Parties" }).getByRole("row").filter({ hasText: "CZE" })).toContainText("Elevated");
  expect(await violations(cze)).toEqual([]);
  for (const code of ["HUB", "EST"]) await expect.poll(async () => (await ask<{ parties: { party: string; alert: { level: string } }[] }>(code, "/situation")).parties.find((p) => p.party === "CZE")?.alert.level, long).toBe("elevated");

  // One picture: what is known, and what is not.
  await page.getByRole("navigation").getByRole("link", { name: "Situation" }).click();
  const parties = page.getByRole("region", { name: "Parties" });
  const row = (code: string) => parties.getByRole("row").filter({ has: page.getByText(code, { exact: true }) });
  await expect(row("CZE")).toContainText("Elevated");
  await expect(row("EST")).toContainText("nothing known");
  await expect(page.getByRole("region", { name: "Warnings" })).toContainText(title);
  expect(await violations(page)).toEqual([]);

  // The hub brings the next text, and ends it.
  await page.getByRole("region", { name: "Warnings" }).getByRole("link", { name: title }).click();
  await page.getByRole("button", { name: "Update…" }).click();
  await page.getByRole("dialog").getByLabel("What has changed").fill("A patch is out.");
  await page.getByRole("dialog").getByRole("button", { name: "Update it" }).click();
  await expect(page.getByText("A patch is out.").first()).toBeVisible();
  await expect(seat("CZE")).toContainText("on text 1");
  await page.getByRole("button", { name: "End…" }).click();
  await page.getByRole("dialog").getByLabel("Why it ends").fill("Everybody has patched.");
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await expect(page.getByText("Everybody has patched.")).toBeVisible();
  await expect(page.getByRole("button", { name: "End…" })).toHaveCount(0);
  await context.close();
});
