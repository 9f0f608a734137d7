import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, node, signIn, test } from "./demo";
import { inEveryLook } from "./look";

const url = () => node("CZE").url;
const fresh = () => `e2e-${randomUUID().slice(0, 8)}`;
const secret = "a lantern over the harbour";

/** row is the line of a table that holds a text. */
const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

/** newUser makes a user on the page and gives the one-time link that is shown. */
async function newUser(page: Page, name: string, role: string): Promise<string> {
  await page.goto(url() + "/admin/users");
  await page.getByRole("button", { name: "New user…" }).click();
  const form = page.getByRole("dialog", { name: "New user" });
  await form.getByRole("button", { name: "Create the user" }).click();
  await expect(form.getByText("Give a user name.")).toBeVisible();
  await expect(form.getByText("Choose at least one role.")).toBeVisible();
  await form.getByLabel("User name").fill(name);
  await form.getByRole("checkbox", { name: role, exact: true }).check();
  await form.getByRole("button", { name: "Create the user" }).click();
  const shown = page.getByRole("dialog", { name: `One-time link for ${name}` });
  const link = (await shown.getByLabel("One-time link", { exact: true }).innerText()).trim();
  expect(link).toContain(url() + "/setup/");
  await expect(shown.getByRole("button", { name: "Copy" })).toBeVisible();
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(link)).toHaveCount(0);
  return link;
}

async function enter(page: Page, name: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(url() + "/sign-in");
  await page.getByLabel("User name").fill(name);
  await page.locator("input[name=password]").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test.describe(() => {
  test.use({ loud: /status of 401/ });

  test("a user made by a link comes in, gets another role, and is kept out once disabled", async ({ page }) => {
    const name = fresh();
    await signIn(page, "CZE");
    const link = await newUser(page, name, "Analyst");
    await expect(row(page, name)).toContainText("has not entered yet");

    await page.context().clearCookies();
    await page.goto(link);
    const fields = page.locator("input[autocomplete=new-password]");
    for (const i of [0, 1]) await fields.nth(i).fill(secret);
    await page.getByRole("button", { name: "Set password and sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Watch" })).toBeVisible();
    const rooms = page.getByRole("navigation", { name: "Rooms" });
    await expect(rooms.getByRole("link", { name: "Import", exact: true })).toBeVisible();
    await expect(rooms.getByRole("link", { name: "Admin" })).toHaveCount(0);

    await page.context().clearCookies();
    await signIn(page, "CZE");
    await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Admin", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Administration" })).toBeVisible();
    await page.getByRole("link", { name: "Open Users" }).click();
    await page.getByRole("button", { name: `Change ${name}` }).click();
    const form = page.getByRole("dialog", { name: `Change ${name}` });
    await form.getByRole("checkbox", { name: "Analyst", exact: true }).uncheck();
    await form.getByRole("checkbox", { name: "Auditor", exact: true }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(row(page, name)).toContainText("Auditor");
    await expect(row(page, name)).not.toContainText("Analyst");

    await enter(page, name);
    await expect(rooms.getByRole("link", { name: "Journal" })).toBeVisible();
    await page.goto(url() + "/admin/health");
    await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
    await expect(row(page, "Database")).toContainText("answers and holds");
    await expect(page.getByRole("button", { name: "Verify everything stored" })).toHaveCount(0);

    await page.context().clearCookies();
    await signIn(page, "CZE");
    await page.goto(url() + "/admin/users");
    await row(page, name).getByRole("button", { name: "Disable…" }).click();
    const ask = page.getByRole("dialog", { name: `Disable ${name}?` });
    await expect(ask).toContainText("Open sessions end");
    await ask.getByRole("button", { name: "Disable the user" }).click();
    await expect(row(page, name)).toContainText("disabled");

    await enter(page, name);
    await expect(page.getByRole("alert")).toContainText("the name or the password is wrong");
  });
});

test("nobody can change their own rights", async ({ page }) => {
  await signIn(page, "CZE");
  await page.goto(url() + "/admin/users");
  const own = page.getByRole("row").filter({ hasText: "(you)" });
  await expect(own.getByRole("button", { name: "Disable…" })).toHaveCount(0);
  await own.getByRole("button", { name: /^Change / }).click();
  const form = page.getByRole("dialog");
  await expect(form).toContainText("Nobody changes their own rights");
  await expect(form.getByRole("checkbox")).toHaveCount(0);
});

test("a token for a monitoring machine reads the figures and nothing else, until it is revoked", async ({ page }) => {
  const name = fresh();
  await signIn(page, "CZE");
  await page.goto(url() + "/admin/users");
  await page.getByRole("button", { name: "New user…" }).click();
  const form = page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("User name").fill(name);
  await form.getByRole("checkbox", { name: "Monitor", exact: true }).check();
  await expect(form).toContainText("A machine has no password");
  await form.getByRole("button", { name: "Create the user" }).click();
  await expect(row(page, name)).toContainText("machine");

  await page.goto(url() + "/admin/tokens");
  await page.getByRole("button", { name: "New token…" }).click();
  const make = page.getByRole("dialog", { name: "New token" });
  await make.getByRole("combobox", { name: "Acts for" }).click();
  await page.getByRole("option", { name: new RegExp(name) }).click();
  await make.getByLabel("What it is for").fill(`scrape ${name}`);
  await make.getByRole("button", { name: "Create the token" }).click();
  const shown = page.getByRole("dialog", { name: "The token" });
  const token = (await shown.getByLabel("Token", { exact: true }).innerText()).trim();
  await shown.getByRole("button", { name: "Done" }).click();

  const call = (path: string, auth?: string) => fetch(url() + path, auth ? { headers: { Authorization: `Bearer ${auth}` } } : {});
  expect((await call("/metrics")).status).toBe(401);
  const answer = await call("/metrics", token);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  for (const figure of ["entente_objects ", "entente_peers_connected ", 'entente_followers_behind{follower="sequencer"}', "entente_http_request_seconds_bucket", "go_goroutines"]) expect(text).toContain(figure);
  expect(text).not.toContain("/setup/ent");
  expect((await call("/api/v1/intel/objects", token)).status).toBe(403);
  expect((await call("/api/v1/node/health", token)).status).toBe(403);

  await row(page, `scrape ${name}`).getByRole("button", { name: "Revoke…" }).click();
  const ask = page.getByRole("dialog", { name: /^Revoke/ });
  await expect(ask).toContainText("This cannot be undone");
  await ask.getByRole("button", { name: "Revoke the token" }).click();
  await expect(row(page, `scrape ${name}`)).toHaveCount(0);
  expect((await call("/metrics", token)).status).toBe(401);
});

test("health says what to do, a verification and a backup make it good", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "CZE");
  await page.goto(url() + "/admin/health");
  await expect(row(page, "Peer HUB")).toContainText("good");
  await page.getByRole("button", { name: "Verify everything stored" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Verify", exact: true }).click();
  await expect(row(page, "What is stored")).toContainText(/2 logs with \d+ entries and \d+ journal entries verified/, { timeout: 30_000 });

  await page.goto(url() + "/admin/backups");
  await page.getByRole("button", { name: "Make a backup…" }).click();
  const form = page.getByRole("dialog", { name: "Make a backup" });
  await form.getByRole("textbox", { name: "Passphrase", exact: true }).fill(secret);
  await form.getByRole("textbox", { name: "Passphrase again" }).fill(secret + "!");
  await form.getByRole("button", { name: "Make the backup" }).click();
  await expect(form.getByText("The two passphrases are not the same.")).toBeVisible();
  await form.getByRole("textbox", { name: "Passphrase again" }).fill(secret);
  await form.getByRole("button", { name: "Make the backup" }).click();
  await expect(form).toContainText("made and verified", { timeout: 60_000 });
  const name = (await form.getByText(/^entente-CZE-/).innerText()).trim();
  await form.getByRole("button", { name: "Done" }).click();
  await expect(row(page, name)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: `Download ${name}` }).click();
  const file = await (await download).path();
  expect(readFileSync(file).subarray(0, 21).toString()).toBe("age-encryption.org/v1");

  await page.goto(url() + "/admin/health");
  await expect(row(page, "Backup")).toContainText("good");

  await page.goto(url() + "/admin/backups");
  await row(page, name).getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the backup" }).click();
  await expect(row(page, name)).toHaveCount(0);
});

test("the log follows and can be narrowed; the journal tells who did what and verifies", async ({ page }) => {
  await signIn(page, "CZE");
  await page.goto(url() + "/admin/logs");
  const log = page.getByRole("log");
  await expect(log).toContainText("POST /api/v1/session");
  await fetch(url() + "/problems/denied");
  await expect(log).toContainText("GET /problems/{kind}");
  await page.getByLabel("Show lines with").fill("/problems/");
  await expect(log).not.toContainText("POST /api/v1/session");

  await page.goto(url() + "/journal");
  await page.getByLabel("Kind").fill("account.");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/kind=account/);
  const entries = page.getByRole("region", { name: "Entries" }).getByRole("listitem");
  await expect(entries.first()).toContainText("account.signed-in");
  await expect(entries.filter({ hasText: "release.made" })).toHaveCount(0);
  await entries.first().getByRole("button").click();
  await expect(page.getByLabel("What was recorded")).toContainText('"name": "demo"');
  await page.getByRole("button", { name: "Verify the journal" }).click();
  await expect(page.getByRole("status").filter({ hasText: "unchanged and complete" })).toBeVisible();
});

test("every page of administration is readable, fits, and has no serious fault that axe finds, wide and narrow, light and dark", async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, "CZE");
  for (const part of ["", "/users", "/tokens", "/health", "/backups", "/logs", "/version"]) {
    await page.goto(url() + "/admin" + part);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await inEveryLook(page, "admin" + part.replace("/", "-"));
  }
  await page.goto(url() + "/journal");
  await page.getByRole("region", { name: "Entries" }).getByRole("button").first().click();
  await inEveryLook(page, "journal");
  for (const [part, button] of [["users", "New user…"], ["tokens", "New token…"], ["backups", "Make a backup…"]] as const) {
    await page.goto(`${url()}/admin/${part}`);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible();
    await inEveryLook(page, `admin-${part}-new`);
  }
});
