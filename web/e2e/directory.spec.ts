import { join } from "node:path";
import { violations } from "./axe";
import { ask, expect, node, out, signIn, test } from "./demo";
import { inEveryLook } from "./look";
import { asPerson, hire } from "./people";

interface View {
  serial: number;
  calls: { address: string }[];
}

// The journey sends a number that no entry takes.
test.use({ loud: /status of 40[01]/ });

test("a party writes its entry, another finds it by an address and tries its contacts; the number changes by two persons", async ({ page, browser }) => {
  test.setTimeout(300_000);
  const cze = node("CZE").url;
  const hub = node("HUB").url;
  const number = `+420 541 ${String(Date.now()).slice(-6, -3)} ${String(Date.now()).slice(-3)}`;
  await hire("CZE", "second", "duty");

  // CZE imports its description, looks at what changes, adds its contacts and signs.
  await signIn(page, "CZE");
  await page.goto(`${cze}/directory/edit`);
  await page.getByRole("button", { name: "Import a description (RFC 2350)…" }).click();
  const name = `CERT ${Date.now()}`;
  await page.getByLabel("Text", { exact: true }).fill(`2.1 Name of the Team\n   ${name}\n2.3 Time Zone\n   Europe/Prague\n3.1 Mission Statement\n   To help those who ask.\n3.2 Constituency\n   The nation: 203.0.113.0/24, AS64500\n`);
  await page.getByRole("button", { name: "Show what changes" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Networks" })).toContainText("203.0.113.0/24");
  await page.getByRole("button", { name: "Take it into the form" }).click();
  const contacts = page.getByRole("region", { name: "Contacts", exact: true });
  const before = (await ask<View>("CZE", "/directory/parties/CZE")).serial;
  if (before === 0) {
    await contacts.getByRole("button", { name: "Add: Contact" }).click();
    await contacts.getByLabel("Name").fill("Duty officer");
    await contacts.getByLabel("Number or address").fill("541 000 000");
    await contacts.getByRole("button", { name: "Add: Channel" }).click();
    const second = contacts.getByRole("group", { name: "Channel 2" });
    await second.getByRole("combobox", { name: "Channel" }).click();
    await page.getByRole("option", { name: "E-mail", exact: true }).click();
    await second.getByLabel("Number or address").fill("duty@cert.example");
    await page.getByRole("button", { name: "Sign and tell it" }).click();
    await expect(page.getByText("does not look like +420 541 000 000")).toBeVisible(); // nothing is lost
    await contacts.getByLabel("Number or address").first().fill("+420 541 000 000");
  }
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Sign and tell it" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("list").getByText("duty@cert.example")).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // A number for emergencies waits for a second person.
  await page.goto(`${cze}/directory/edit`);
  await contacts.getByLabel("Number or address").first().fill(number);
  await page.getByRole("button", { name: "Sign and tell it" }).click();
  await expect(page.getByRole("region", { name: "A change waits for a second person" })).toContainText("another person confirms it");
  const other = await asPerson(browser, "CZE", "second", "en");
  await other.page.goto(`${cze}/directory`);
  const waiting = other.page.getByRole("region", { name: "A change waits for a second person" });
  await expect(waiting).toContainText(number);
  await waiting.getByRole("button", { name: "Confirm…" }).click();
  await other.page.getByRole("dialog").getByRole("button", { name: "Sign and tell it" }).click();
  await expect(waiting).toHaveCount(0);
  expect(other.said).toEqual([]);
  await other.context.close();

  // HUB has it, and finds it by an address.
  await expect(async () => expect((await ask<View>("HUB", "/directory/parties/CZE")).calls[0]?.address).toBe(number)).toPass();
  await signIn(page, "HUB");
  await page.goto(`${hub}/directory`);
  await page.getByLabel("What do you ask after?").fill("203.0.113[.]7");
  await page.getByRole("button", { name: "Look up" }).click();
  const match = page.getByRole("region", { name });
  await expect(match).toContainText("claims the network 203.0.113.0/24");
  await expect(match.getByRole("link", { name: number })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(out, "directory-lookup-1440-light.png") });

  // HUB tries the contacts: one answers by the link, one reads its code back.
  await match.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Try the contacts…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Begin the drill" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Drill with CZE" })).toBeVisible();
  const mail = page.getByRole("listitem").filter({ hasText: "duty@cert.example" });
  const link = /http\S+\/comcheck\/\S+/.exec((await mail.textContent()) ?? "")?.[0] ?? "";
  const stranger = await browser.newContext();
  const answer = await stranger.newPage();
  await answer.goto(link);
  await expect(answer.getByText("This is a drill.")).toBeVisible();
  await answer.getByRole("button", { name: /I have received this/ }).click();
  await expect(answer.getByRole("status")).toContainText("your answer has arrived");
  expect(await violations(answer)).toEqual([]);
  await stranger.close();
  await expect(mail).toContainText("Answered by link");
  const phone = page.getByRole("listitem").filter({ hasText: number });
  const code = /(\d{3} \d{3})$/.exec((await phone.locator("p").textContent()) ?? "")?.[1] ?? "";
  await phone.getByLabel("Code read back").fill(code);
  await phone.getByRole("button", { name: "Record" }).click();
  await expect(phone.getByText("Code read back").first()).toBeVisible();
  await expect(phone.getByRole("button", { name: "Record" })).toHaveCount(0);

  await page.goto(`${hub}/directory/comcheck`);
  const row = page.getByRole("table", { name: "Reachable now" }).getByRole("row").filter({ hasText: name });
  await expect(row).toContainText(/\d+ % of \d+ drill/);
  expect(await violations(page)).toEqual([]);

  // The sheet is one file that holds the number.
  await page.goto(`${hub}/directory`);
  const [sheet] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Contact sheet" }).click()]);
  const paper = await browser.newContext({ offline: true });
  const read = await paper.newPage();
  await sheet.saveAs(join(out, "sheet.html"));
  await read.goto("file://" + join(out, "sheet.html"));
  await expect(read.getByText(number)).toBeVisible();
  await read.screenshot({ path: join(out, "directory-sheet.png") });
  await paper.close();
});

test("the pages of the directory with an entry are readable, fit, and have no serious fault, wide and narrow, light and dark", async ({ page }) => {
  await signIn(page, "HUB");
  const { url } = node("HUB");
  const drills = await ask<{ items: { id: string }[] }>("HUB", "/directory/comchecks");
  for (const [name, path] of [["directory", "/directory?q=203.0.113.7"], ["directory-entry", "/directory/CZE"], ["comcheck", "/directory/comcheck"], ["comcheck-drill", `/directory/comcheck/${drills.items[0]?.id}`]]) {
    await page.goto(url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await inEveryLook(page, name as string, { whole: true });
  }
});
