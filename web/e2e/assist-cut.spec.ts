import type { Browser, Page } from "@playwright/test";
import { join } from "node:path";
import { agree, confirmed, expert, field, write, type Ask } from "./assist";
import { violations } from "./axe";
import { cable, type Cable } from "./cable";
import { expect, out, test } from "./demo";
import { localInput } from "../src/base/time";
import { Client, enter, lone, through, type Lone } from "./lone";

// The life of a request over three nodes of their own, of which one is cut off
// twice: while it offers, and while what it offered is accepted. What each side
// stated waits at its node and says so; nothing is lost, and nothing binds early.

const codes = ["CZE", "EST", "HUB"] as const;
const ports = { CZE: 18781, EST: 18782, HUB: 18791 };
const nodes: Record<string, Lone> = {};
const clients: Record<string, Client> = {};
let toEst: Cable; // by which the hub calls EST
let toHub: Cable; // by which EST, and nobody else, calls the hub

const ask: Ask = (code, path, body) => {
  const c = clients[code];
  if (!c) throw new Error(`no node of ${code}`);
  return c.call(body === undefined ? "GET" : "POST", path, body);
};
const cut = () => Promise.all([toEst.cut(), toHub.cut()]);
const mend = () => Promise.all([toEst.mend(), toHub.mend()]);
const long = { timeout: 60_000 }; // a node that has found nobody for a while asks again within half a minute

test.use({ actionTimeout: 20_000 });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  toEst = await cable(ports.EST + 1000);
  toHub = await cable(ports.HUB + 1000);
  for (const code of codes) {
    const n = (nodes[code] = await lone(ports[code], code, code === "EST" ? { peer_address: `127.0.0.1:${toEst.port}` } : {}));
    const c = (clients[code] = new Client(n.url));
    await c.first(n.setup);
    await c.enter("admin");
    await c.person("director", "director", "legal", "duty", "release");
    await c.person("writer", "analyst", "duty");
  }
  for (const code of ["CZE", "EST"]) {
    const { invitation } = await ask<{ invitation: string }>("HUB", "/peers/invitations", {});
    await ask(code, "/peers/accept", { invitation: code === "EST" ? through(invitation, `127.0.0.1:${toHub.port}`) : invitation });
  }
  for (const c of Object.values(clients)) await c.enter("director");
  await agree(ask, "Memorandum of three");
  await expert(ask, "EST", "Tiina Tamm", 4);
  await expert(ask, "HUB", "Mari Tamm", 4);
});

test.afterAll(async () => {
  await Promise.all(Object.values(nodes).map((n) => n.stop()));
  await cut();
});

async function at(browser: Browser, code: string, user = "director"): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await enter(page, nodes[code]?.url ?? "", user);
  return page;
}

const part = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const seat = (page: Page, code: string) => part(page, "Who takes part").getByRole("listitem").filter({ hasText: new RegExp(`^${code}`) });

test("a request drawn from an incident runs to its report although one node is cut off while it offers and while it is accepted", async ({ browser }) => {
  test.setTimeout(420_000);
  const title = "Substation controllers do not answer";
  const [cze, writer, est, hub] = await Promise.all([at(browser, "CZE"), at(browser, "CZE", "writer"), at(browser, "EST"), at(browser, "HUB")]);
  const url = (code: string) => nodes[code]?.url ?? "";

  // The incident is opened, and the request is drawn from it: what the incident says stands there already.
  await writer.goto(`${url("CZE")}/incidents`);
  await writer.getByRole("button", { name: "New incident…" }).click();
  const begin = writer.getByRole("dialog");
  await begin.getByLabel("Title").fill(title);
  await begin.getByLabel("What is known").fill("Operators have lost control of two substations.");
  await begin.getByRole("button", { name: "Begin it" }).click();
  await expect(writer.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await writer.getByRole("link", { name: "Ask for assistance" }).click();
  await expect(field(writer, "Title")).toHaveValue(title);
  await expect(field(writer, "What happened")).toHaveValue("Operators have lost control of two substations.");
  await field(writer, "Who is asked").selectOption("directed");
  await write(writer);
  await expect(writer.getByText(/this goes to HUB, word for word/)).toBeVisible();
  await cze.goto(`${url("CZE")}/assistance`);
  await cze.getByRole("link", { name: title }).click();
  await confirmed(cze, "Authorise…", "Authorise it");
  await confirmed(writer, "Lodge…", "Lodge it");
  await expect(part(writer, "Who takes part")).toBeVisible();
  const id = writer.url().split("/").at(-1) ?? "";
  for (const [page, code] of [[cze, "CZE"], [hub, "HUB"]] as const) await page.goto(`${url(code)}/assistance/${id}`);
  await expect(part(cze, "Who takes part")).toContainText("All has arrived", long);

  // Asked of the clearing house alone, it is widened: EST is brought in, and has it.
  await cze.getByRole("button", { name: "Invite…" }).click();
  const dialog = cze.getByRole("dialog");
  await dialog.getByRole("group", { name: "Parties that the agreement binds" }).getByLabel("EST").check();
  await dialog.getByLabel("What they are told").fill("You have examiners of controllers");
  await expect(dialog).toContainText("The whole request goes to EST");
  expect(await violations(cze)).toEqual([]);
  await dialog.getByRole("button", { name: "Bring them in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(seat(cze, "EST")).toContainText("hears of us by way of HUB");
  await expect(async () => {
    await est.goto(`${url("EST")}/assistance/${id}`);
    await expect(est.getByRole("heading", { level: 1, name: title })).toBeVisible({ timeout: 2000 });
  }).toPass(long);
  await expect(seat(hub, "EST")).toContainText("All has arrived", long);

  // EST is cut off, and offers all the same: its page says that the offer is on its way.
  await cut();
  await est.getByRole("link", { name: "Make an offer" }).click();
  await expect(part(est, "Match")).toContainText("provision 8.1");
  await confirmed(est, "Offer…", "Offer it");
  const reach = seat(est, "HUB");
  await expect(reach).toContainText("1 stated, on the way");
  await expect(est.getByRole("status").filter({ hasText: "HUB 1 stated, on the way" })).toBeVisible(); // and says so at its head
  await est.screenshot({ path: join(out, "assist-on-the-way.png"), fullPage: true });

  // Meanwhile the others go on: the hub acknowledges, triages and offers a team, which is accepted and held.
  await confirmed(hub, "Acknowledge…", "Acknowledge it");
  await hub.goto(`${url("HUB")}/assistance/desk`);
  const row = hub.getByRole("row").filter({ hasText: title });
  await row.getByRole("button", { name: "Triage…" }).click();
  await hub.getByRole("dialog").getByRole("button", { name: "State it" }).click();
  await expect(cze.locator("[aria-current=step]")).toHaveText("Triaged");
  await hub.goto(`${url("HUB")}/assistance/${id}/offer`);
  await hub.getByLabel("A team instead").check();
  await hub.getByLabel("People", { exact: true }).fill("1");
  await confirmed(hub, "Offer…", "Offer it");
  await expect(part(cze, "Offers")).toContainText("Offer of HUB");
  await expect(part(cze, "Offer of EST")).toHaveCount(0);
  await confirmed(cze, "Accept…", "Accept it", {}, "Offer of HUB");
  await expect(part(cze, "Offer of HUB")).toContainText("Held");
  await expect(seat(hub, "EST")).toContainText("on the way");
  await expect(reach).toContainText("1 stated, on the way");
  await expect(part(est, "Offer of HUB")).toHaveCount(0);

  // The way is mended: the offer arrives with its date, and what the others did comes to EST.
  await mend();
  const theirs = part(cze, "Offer of EST");
  await expect(theirs).toContainText("Open", long);
  await expect(reach).toContainText("All has arrived", long);
  await expect(part(est, "Offer of HUB")).toContainText("Held", long);
  await expect(part(cze, "Match")).toContainText("provision 8.1");
  expect(await violations(cze)).toEqual([]);

  // Cut again: the acceptance is stated, and binds nobody before EST's node has held the person.
  await cut();
  await confirmed(cze, "Accept…", "Accept it", {}, "Offer of EST");
  await expect(theirs).toContainText("Accepted, not yet held");
  await expect(theirs).not.toContainText("Binding by three signatures");
  await expect(theirs).not.toContainText("Tiina Tamm");
  await expect(seat(hub, "EST")).toContainText("1 stated, on the way");
  await expect(part(est, "Offer of EST")).toContainText("Open");
  await cze.screenshot({ path: join(out, "assist-not-yet-held.png"), fullPage: true });
  await mend();
  await expect(theirs).toContainText("Binding by three signatures", long);
  await expect(theirs).toContainText("Tiina Tamm");
  await expect(part(est, "Offer of EST")).toContainText("Held");

  // Deployed, evidence handed over with both sides stated, handed over, released, closed, reported in time.
  await confirmed(est, "Mobilising…", "State it", {}, "Offer of EST");
  await expect(theirs).toContainText("Mobilising");
  await confirmed(cze, "Arrived…", "State it", { Where: "Operations room, Brno" }, "Offer of EST");

  // A task and a shift are given, and cancelled with a reason that the other side reads.
  await cze.getByLabel("Note", { exact: true }).fill("Image the spare controller");
  await cze.getByLabel("Task", { exact: true }).selectOption("new");
  await cze.getByRole("button", { name: "Tell it" }).click();
  await expect(part(est, "Tasks")).toContainText("Image the spare controller");
  await expect(part(est, "Tasks").getByRole("button", { name: "Cancel…" })).toHaveCount(0); // it is not EST's
  await confirmed(cze, "Cancel…", "Cancel it", { "Why?": "There is no spare one" }, "Tasks");
  await expect(part(est, "Tasks")).toContainText("Because: There is no spare one");
  const soon = (hours: number) => localInput(new Date(Date.now() + hours * 3_600_000).toISOString());
  await confirmed(est, "Write a shift…", "Write it", { From: soon(1), To: soon(7) }, "Shifts");
  await expect(part(cze, "Shifts").getByRole("listitem")).toHaveCount(1);
  await confirmed(est, "Cancel…", "Cancel it", { "Why?": "The plant is closed today" }, "Shifts");
  await expect(part(cze, "Shifts")).toContainText("Because: The plant is closed today");
  expect(await violations(cze)).toEqual([]);

  await confirmed(cze, "Register…", "Register it", { Item: "Image of controller 7", "SHA-256": "5e".repeat(32), Where: "Safe 2" });
  await part(cze, "Evidence").getByRole("button", { name: "Hand over…" }).click();
  await dialog.getByLabel("To", { exact: true }).selectOption("EST");
  await dialog.getByLabel("Where").fill("Operations room, Brno");
  await dialog.getByRole("button", { name: "State it" }).click();
  await expect(part(est, "Evidence")).toContainText("Gap in the chain");
  await confirmed(est, "Taken…", "State it");
  await expect(part(cze, "Evidence")).toContainText("Chain whole");
  await confirmed(est, "Handed over…", "State it", {}, "Offer of EST");
  await confirmed(est, "Release…", "Release them", {}, "Offer of EST");
  await confirmed(hub, "Release…", "Release them", {}, "Offer of HUB");
  await expect(cze.locator("[aria-current=step]")).toHaveText("Released");
  await confirmed(cze, "Close…", "Close it", { Outcome: "The controllers run again" });
  await expect(part(est, "Afterwards")).toContainText("Report due:");
  await confirmed(cze, "Report…", "Give it", { "Services, result, lessons": "One image was read; a wiper was found and removed." });
  await expect(part(est, "Afterwards")).toContainText("Reported in time");
  for (const code of codes) await expect.poll(async () => (await ask<{ case: { state: string; void: unknown[] } }>(code, `/assist/requests/${id}`)).case.state).toBe("reported");
  const seen = await ask<{ case: { void: unknown[]; answers: { party: string; at?: string; due?: string }[] } }>("CZE", `/assist/requests/${id}`);
  expect(seen.case.void).toEqual([]);
  const answer = seen.case.answers.find((a) => a.party === "EST");
  expect(answer?.at && answer.due && answer.at < answer.due).toBe(true);
});

/** lodge lodges a request for one examiner by the interface: written by one, authorised by another. */
async function lodge(title: string, entity: string): Promise<string> {
  const writer = new Client(nodes["CZE"]?.url ?? "");
  await writer.enter("writer");
  const request = {
    title, entity, beneficiary: "Body A", severity: { scheme: "ncsc-uk", value: "3" }, impact: "national", situation: "Servers are encrypted.", services: ["forensics"], roles: [{ id: "r1", count: 1, service: "forensics", remote: true, skills: [{ code: "ot", min: 3 }] }], mode: "remote",
    measures: "cut off", taken: "most", needed_by: new Date(Date.now() + 86_400_000).toISOString(), duration: "P7D", tlp: "green", audience: "directed", liability: "as agreed", cost: "each its own", contact: "+420 600 000 000", fallback: "duty@example.org",
  };
  const d = await writer.call<{ id: string; version: number }>("POST", "/assist/drafts", { request });
  const { version } = await ask<{ version: number }>("CZE", `/assist/drafts/${d.id}/authorise`, { version: d.version });
  return (await ask<{ case: { id: string } }>("CZE", `/assist/drafts/${d.id}/lodge`, { version })).case.id;
}

test("the desk matches requests that compete together, and says what each has of it and loses", async ({ browser }) => {
  test.setTimeout(120_000);
  const ids = [await lodge("A ministry is encrypted", "state"), await lodge("A mill stands still", "other")];
  for (const id of ids) await expect(async () => void (await ask("HUB", `/assist/requests/${id}`))).toPass(long);
  const hub = await at(browser, "HUB");
  await hub.goto(`${nodes["HUB"]?.url}/assistance/desk`);
  const match = hub.getByRole("button", { name: /^Match .*together$/ });
  await expect(match).toBeDisabled();
  await hub.getByLabel("Choose “A ministry is encrypted” to be matched together").check();
  await hub.getByLabel("Choose “A mill stands still” to be matched together").press("Space");
  await match.click();
  const together = part(hub, "Matched together");
  await together.getByText("Our own", { exact: true }).click();
  const shares = together.getByRole("table", { name: "What each request has of it" }).getByRole("row");
  await expect(shares.filter({ hasText: "A ministry is encrypted" })).toContainText("Nothing.");
  await expect(shares.filter({ hasText: "A mill stands still" })).toContainText("Loses 1 seat to the others.");
  await expect(together).toContainText("Mari Tamm");
  await expect(together).toContainText("provision 8.1");
  await expect(together.getByText(/\b(ot|forensics)\b/)).toHaveCount(0); // words, no codes
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "assist-together.png"), fullPage: true });
  await hub.setViewportSize({ width: 390, height: 844 });
  await hub.emulateMedia({ colorScheme: "dark" });
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "assist-together-390.png"), fullPage: true });
});
