import { join } from "node:path";
import { violations } from "./axe";
import { ask, expect, node, out, signIn, test } from "./demo";
import { inEveryLook } from "./look";
import { asPerson, hire, spoken } from "./people";

interface Person {
  id: string;
  version: number;
  profile: { name: string };
}

/** profile is what a program sends for a person who has little to say. */
const profile = (name: string) => ({ name, office: "director", services: ["forensics"], skills: [{ code: "ot", level: 3 }], remote: true, on_site: true, lead_hours: 6, limit: { hours: 0, days: 0 } });

const hour = 3_600_000;
const at = (hours: number) => new Date(Math.floor(Date.now() / hour) * hour + hours * hour).toISOString();

test("a person is taken into the pool, attested, put on standby, found on the roster, changed, and erased", async ({ page }) => {
  test.setTimeout(120_000);
  const name = `Journey ${Date.now()}`;
  const { url } = node("CZE");
  await signIn(page, "CZE");
  await page.getByRole("link", { name: "Experts", exact: true }).click();
  await page.getByRole("button", { name: "Add an expert" }).click();
  await page.getByRole("button", { name: "Add to the pool" }).click();
  await expect(page.getByText("Give a name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByLabel("Phone").fill("+420 555 0100");
  await page.getByRole("combobox", { name: "Services" }).click();
  await page.getByRole("option", { name: "Artefacts and forensics" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add to Skills" }).click();
  await page.getByRole("combobox", { name: "Skill", exact: true }).click();
  await page.getByRole("option", { name: "Malware analysis" }).click();
  await page.getByRole("button", { name: "Add to Languages" }).click();
  await page.getByLabel("Language, as en").fill("en");
  await page.getByRole("combobox", { name: "Scheme" }).click();
  await page.getByRole("option", { name: "STANAG 6001" }).click();
  await page.getByRole("textbox", { name: "Level" }).fill("3/3/2+/2");
  await page.getByRole("combobox", { name: "Clearance" }).click();
  await page.getByRole("option", { name: "Secret", exact: true }).click();
  await page.getByLabel("Granted by").fill("NBÚ");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(out, "expert-form.png"), fullPage: true });
  await page.getByRole("button", { name: "Add to the pool" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("STANAG 6001 3/3/2+/2")).toBeVisible();

  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Attest…" }).click();
  await dialog.getByRole("button", { name: "Attest it" }).click();
  await expect(page.getByText(/for director,/)).toBeVisible();
  await page.getByRole("button", { name: "Add a time…" }).click();
  await dialog.getByLabel("To", { exact: true }).fill("2020-01-01T00:00");
  await dialog.getByRole("button", { name: "Add the time" }).click();
  await expect(dialog.getByText("The end must come after the begin.")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a time…" }).click();
  await dialog.getByRole("button", { name: "Add the time" }).click();
  await expect(page.getByRole("region", { name: "Stands" }).getByText("On standby")).toBeVisible();
  await page.getByRole("button", { name: "Note an exercise…" }).click();
  await dialog.getByLabel("Day").fill("2026-04-24");
  await dialog.getByLabel("Name of the exercise").fill("Spring drill");
  await dialog.getByRole("button", { name: "Note it" }).click();
  await expect(page.getByText("2026-04-24 Spring drill")).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // The roster is one field for the keyboard.
  await page.goto(`${url}/experts/roster`);
  const row = page.getByRole("row").filter({ hasText: name });
  const today = row.getByRole("gridcell", { name: /On standby/ }).first();
  await today.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveAttribute("aria-label", /On standby/);
  await expect(page.getByText(new RegExp(`^${name}, .*On standby`))).toBeVisible();
  await page.getByText("UTC", { exact: true }).click();
  await expect(page.getByText("Times are those of UTC.")).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // Somebody else changes the profile while it is open for editing: what he wrote is not overwritten.
  const mine = (await ask<{ items: Person[] }>("CZE", "/experts")).items.find((e) => e.profile.name === name);
  await page.goto(`${url}/experts/${mine?.id}/edit`);
  await page.getByLabel("Phone").fill("+420 555 0199");
  await ask("CZE", `/experts/${mine?.id}/exercises`, { day: "2026-05-01", name: "Another drill" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("was changed meanwhile");
  page.once("dialog", (d) => void d.accept());
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Phone").fill("+420 555 0199");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("+420 555 0199")).toBeVisible();
  await expect(page.getByText(/for director,/)).toBeVisible(); // a phone ends no attestation

  await page.getByRole("button", { name: "Remove…" }).click();
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await dialog.getByRole("button", { name: "Erase it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Experts" })).toBeVisible();
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});
test.use({ loud: /status of (401|409)/ });

test("a file is imported whole or not at all, and an open list hears of it", async ({ page }) => {
  const stamp = Date.now();
  await signIn(page, "CZE");
  await page.goto(`${node("CZE").url}/experts`);
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");
  const file = (text: string) => dialog.locator('input[type="file"]').setInputFiles({ name: "pool.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await file(`name,office,skills\nGood ${stamp},director,ot:3\nBad ${stamp},kitchen,ot:3\n`);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Line 3:");
  await file(`name,office,skills\nGood ${stamp},director,ot:3\nBetter ${stamp},director,linux:4\n`);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("2 people were added.");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByLabel("Find by name, employer, office").fill(String(stamp));
  const table = page.getByRole("table", { name: "Pool" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await page.getByRole("combobox", { name: "Skill", exact: true }).click();
  await page.getByRole("option", { name: "Linux" }).click();
  await expect(table.getByRole("row")).toHaveCount(2);
  await ask("CZE", "/experts", { profile: { ...profile(`Live ${stamp}`), skills: [{ code: "linux", level: 2 }] } });
  await expect(table.getByRole("link", { name: `Live ${stamp}` })).toBeVisible();
});

test("who may not see people sees counts, in the language that he reads", async ({ browser }) => {
  await ask("CZE", "/experts", { profile: profile("Nobody may read this") });
  await hire("CZE", "x-analyst", "analyst");
  const { page, context, said } = await asPerson(browser, "CZE", "x-analyst", "cs");
  await page.getByRole("link", { name: spoken.cs.nav.experts, exact: true }).click();
  await expect(page.getByRole("heading", { name: spoken.cs.expert.coverage })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Artefakty a forenzní analýza" })).toBeVisible();
  await expect(page.getByRole("button", { name: spoken.cs.expert.add })).toHaveCount(0);
  expect(await page.content()).not.toContain("Nobody may read this");
  expect(said).toEqual([]);
  await context.close();
});

test("the pages of the pool are readable and fit, wide and narrow, light and dark", async ({ page }) => {
  const e = await ask<Person>("CZE", "/experts", { profile: { ...profile("Alena Nováková"), employer: "Energetika Vysočina", languages: [{ code: "en", scheme: "stanag", native: "3/3/2+/2" }], clearance: { level: "secret", authority: "NBÚ", until: "2027-01-31" } } });
  await ask("CZE", `/experts/${e.id}/windows`, { kind: "standby", from: at(-30), to: at(200) });
  await ask("CZE", `/experts/${e.id}/windows`, { kind: "away", from: at(60), to: at(90), note: "course" });
  await signIn(page, "CZE");
  for (const [name, path] of [["experts", "/experts"], ["expert", `/experts/${e.id}`], ["expert-edit", `/experts/${e.id}/edit`], ["roster", "/experts/roster"]] as const) {
    await page.goto(node("CZE").url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await inEveryLook(page, name);
  }
});
