import type { Browser, Page } from "@playwright/test";
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { confirmed } from "./assist";
import { violations } from "./axe";
import { cable, type Cable } from "./cable";
import { expect, out, test } from "./demo";
import { inEveryLook } from "./look";
import { Client, enter, lone, through, type Lone } from "./lone";

// A body of three nations decides over four nodes of their own: the hub, which is
// secretariat and chair, and its members, of which one is cut off in the end.

const nations = ["CZE", "EST", "LVA"] as const;
const codes = ["HUB", ...nations] as const;
const ports = { HUB: 18811, CZE: 18812, EST: 18813, LVA: 18814 };
const nodes: Record<string, Lone> = {};
const clients: Record<string, Client> = {};
const pages: Record<string, Page> = {};
let toLva: Cable; // by which the hub calls LVA
let council = ""; // the agreement that constitutes the body
let toHub: Cable; // by which LVA, and nobody else, calls the hub

const long = { timeout: 60_000 };

test.describe.configure({ mode: "serial" });
test.use({ actionTimeout: 20_000 });

function client(code: string): Client {
  const c = clients[code];
  if (!c) throw new Error(`no node of ${code}`);
  return c;
}

function page(code: string): Page {
  const p = pages[code];
  if (!p) throw new Error(`no page of ${code}`);
  return p;
}

async function at(browser: Browser, code: string, user: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const opened = await context.newPage();
  await enter(opened, nodes[code]?.url ?? "", user);
  return opened;
}

/** constitute puts a protocol in force by which parties form a body with short periods. */
async function constitute(title: string, parties: readonly string[], params: Record<string, unknown>): Promise<string> {
  const periods = { technical: "PT20S", operational: "PT20S", political: "PT20S", urgent: "PT10S" };
  const { id } = await client("HUB").call<{ id: string }>("POST", "/agreements", { template: "crisis-body", title, parties, params: { ...periods, ...params } });
  await client("HUB").call("POST", `/agreements/${id}/propose`, {});
  await client("HUB").call("POST", `/agreements/${id}/sign`, {});
  for (const code of parties) await expect(async () => void (await client(code).call("POST", `/agreements/${id}/sign`, {}))).toPass({ timeout: 30_000 });
  for (const code of ["HUB", ...parties]) await expect.poll(async () => (await client(code).call<{ state: string }>("GET", `/agreements/${id}`)).state, long).toBe("in-force");
  return id;
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  [toLva, toHub] = await Promise.all([cable(ports.LVA + 1000), cable(ports.HUB + 1000)]);
  await Promise.all(
    codes.map(async (code) => {
      const n = (nodes[code] = await lone(ports[code], code, code === "LVA" ? { peer_address: `127.0.0.1:${toLva.port}` } : {}));
      const c = (clients[code] = new Client(n.url));
      await c.first(n.setup);
      await c.enter("admin");
      await c.person("director", "director", "legal");
      await c.person("auditor", "auditor");
      await c.person("deputy", "director");
    }),
  );
  for (const code of nations) {
    const { invitation } = await client("HUB").call<{ invitation: string }>("POST", "/peers/invitations", {});
    await client(code).call("POST", "/peers/accept", { invitation: code === "LVA" ? through(invitation, `127.0.0.1:${toHub.port}`) : invitation });
  }
  for (const c of Object.values(clients)) await c.enter("director");

  council = await constitute("Protocol of the council", nations, { unreached: "exclude" });
  await Promise.all(codes.map(async (code) => (pages[code] = await at(browser, code, "director"))));
});

test.afterAll(async () => {
  await Promise.all(Object.values(nodes).map((n) => n.stop()));
  await Promise.all([toLva.cut(), toHub.cut()]);
});

/** localMoment writes a moment as a field for date and time takes it. */
function localMoment(at: number): string {
  const d = new Date(at);
  return new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** judged is what the second program makes of a certificate. */
function judged(file: string): { status: number | null; says: string } {
  const run = spawnSync(join(import.meta.dirname, "../../bin/entente-verify"), [file], { encoding: "utf8" });
  return { status: run.status, says: run.stdout + run.stderr };
}

const part = (p: Page, name: string) => p.getByRole("region", { name, exact: true });
const state = (p: Page) => part(p, "State");
const row = (p: Page, code: string) => part(p, "Members").getByRole("row").filter({ hasText: new RegExp(`^${code}`) });

/** propose writes a text by the form at a nation, and opens it at every node that has it. */
async function propose(code: string, title: string, text: string, more: (p: Page) => Promise<void> = () => Promise.resolve()): Promise<string> {
  const p = page(code);
  await p.goto(`${nodes[code]?.url}/crisis`);
  await p.getByRole("link", { name: "Propose a text" }).click();
  await p.getByLabel("Title, English").fill(title);
  await p.getByLabel("Text, English").fill(text);
  await more(p);
  await p.getByRole("button", { name: "Propose it" }).click();
  await expect(p.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const id = p.url().split("/").at(-1) ?? "";
  for (const other of codes.filter((c) => c !== code)) await arrive(other, id, title);
  return id;
}

async function arrive(code: string, id: string, title: string): Promise<void> {
  await expect.poll(async () => client(code).call("GET", `/crisis/proposals/${id}`).then(() => true, () => false), long).toBe(true);
  await page(code).goto(`${nodes[code]?.url}/crisis/${id}`);
  await expect(page(code).getByRole("heading", { level: 1, name: title })).toBeVisible();
}

/** put puts the latest text before the members for the shortest period. */
async function put(): Promise<void> {
  await confirmed(page("HUB"), "Put it before the members…", "Put it");
  await expect(state(page("HUB"))).toContainText("Runs until");
}

async function stand(code: string, how: "Join" | "Reserve" | "Break", words: Record<string, string> = {}, amend?: string): Promise<void> {
  const p = page(code);
  await p.getByRole("button", { name: "State our position…" }).click();
  const dialog = p.getByRole("dialog");
  await dialog.getByRole("radio", { name: how }).check();
  for (const [label, text] of Object.entries(words)) await dialog.getByLabel(label).fill(text);
  if (amend !== undefined) {
    await dialog.getByLabel("We say what it should say instead").check();
    await dialog.getByLabel("Instead, English").fill(amend);
    expect(await violations(p)).toEqual([]);
    await p.screenshot({ path: join(out, "crisis-stand.png") });
  }
  await dialog.getByRole("button", { name: "State it" }).click();
  await expect(dialog).toHaveCount(0);
}

const everywhere = (words: string, among: readonly string[] = codes) => Promise.all(among.map((code) => expect(state(page(code)), code).toContainText(words, long)));

test("silence adopts what everybody has and nobody breaks, and the alert level is the same at every node", async ({ browser }) => {
  test.setTimeout(120_000);
  const title = "Raise the alert level";
  const id = await propose("CZE", title, "The alert level of the alliance is raised to high.", async (p) => {
    await p.getByLabel("Title, French").fill("Relever le niveau d’alerte");
    await p.getByLabel("Text, French").fill("Le niveau d’alerte de l’alliance est relevé à élevé.");
    await p.getByRole("button", { name: "Add an effect" }).click();
    await p.getByLabel("Level", { exact: true }).nth(1).selectOption("high");
    expect(await violations(p)).toEqual([]);
    await p.screenshot({ path: join(out, "crisis-new.png"), fullPage: true });
  });
  await expect(state(page("CZE"))).toContainText("No clock runs until the chair, HUB");
  await expect(state(page("CZE")).getByRole("button", { name: "State our position…" })).toHaveCount(0);

  // The auditor reads all of it and can do nothing; that he looks states nothing.
  const auditor = await at(browser, "EST", "auditor");
  await put();
  await auditor.goto(`${nodes["EST"]?.url}/crisis/${id}`);
  await expect(state(auditor)).toContainText("Runs until");
  await expect(state(auditor).getByRole("button")).toHaveCount(0);
  await auditor.context().close();

  for (const code of nations) {
    await expect(row(page("HUB"), code)).toContainText("Reached");
    await expect(row(page("HUB"), code).getByRole("cell").nth(2)).toContainText("director"); // opened, by whom
  }
  await expect(state(page("EST"))).toContainText("3 of 3 have it, 3 opened it");
  await expect(state(page("EST")).getByRole("timer")).toContainText("left");
  expect(await violations(page("EST"))).toEqual([]);
  await page("EST").screenshot({ path: join(out, "crisis-running.png"), fullPage: true });

  // The other language is a tab away.
  await page("EST").getByText("French", { exact: true }).click();
  await expect(part(page("EST"), "The text")).toContainText("est relevé à élevé");

  await everywhere("Beyond doubt");
  await everywhere("The body has adopted the text.");
  await everywhere("What it sets going is done at every node.");
  for (const code of codes) {
    const { items } = await client(code).call<{ items: { level: string; party: string; current: boolean; proposal: string }[] }>("GET", "/crisis/alerts");
    expect(items.map(({ level, party, current, proposal }) => ({ level, party, current, proposal })), code).toEqual([{ level: "high", party: "", current: true, proposal: id }]);
  }
  // A second program judges the certificate of any node, without one.
  for (const code of ["LVA", "HUB"]) {
    const link = part(page(code), "Outcome").getByRole("link", { name: "Certificate", exact: true });
    await expect(link).toHaveAttribute("href", `/api/v1/crisis/proposals/${id}/certificate?rev=1`);
    const [download] = await Promise.all([page(code).waitForEvent("download"), link.click()]);
    const file = join(out, `certificate-${code}.json`);
    await download.saveAs(file);
    expect(judged(file), code).toMatchObject({ status: 0, says: expect.stringContaining("VALID") });
    const forged = join(out, `certificate-${code}-forged.json`);
    await writeFile(forged, (await readFile(file, "utf8")).replaceAll("is raised to high", "is raised to severe"));
    expect(judged(forged), code).toMatchObject({ status: 1, says: expect.stringContaining("INVALID") });
  }
  expect(await violations(page("LVA"))).toEqual([]);
  await page("LVA").screenshot({ path: join(out, "crisis-final.png"), fullPage: true });
});

test("a member breaks it with an amendment; revised with what changed shown, it is adopted before its expiry", async () => {
  test.setTimeout(120_000);
  const title = "Separate the control networks";
  const was = "Control networks are separated for ten days.";
  const is = "Control networks are separated for three days.";
  const id = await propose("EST", title, was);
  await put();
  await expect(state(page("CZE"))).toContainText("Runs until");
  await stand("CZE", "Break", { "Our grounds": "Ten days stop our trains" }, is);
  await everywhere("A member has objected. The text is not adopted; it can be revised.");
  await everywhere("Beyond doubt");
  await expect(row(page("LVA"), "CZE")).toContainText("Ten days stop our trains");

  const est = page("EST");
  await est.getByRole("link", { name: "Bring the next text" }).click();
  await est.getByRole("button", { name: "Take in the words of CZE" }).click();
  await expect(part(est, "What changed from text 1 to text 2").locator("del")).toContainText("ten");
  await expect(part(est, "What changed from text 1 to text 2").locator("ins")).toContainText("three");
  expect(await violations(est)).toEqual([]);
  await est.screenshot({ path: join(out, "crisis-revise.png"), fullPage: true });
  await est.getByLabel("What has changed and why").fill("Three days, as CZE asks");
  await est.getByRole("button", { name: "Bring the next text" }).click();
  for (const code of codes) await expect(part(page(code), "Text 2").locator("del"), code).toContainText("ten", long);
  await put();
  for (const code of nations) {
    await expect(state(page(code))).toContainText("Runs until");
    await stand(code, code === "LVA" ? "Reserve" : "Join", code === "LVA" ? { "Our statement": "For three days, and not again" } : {});
  }
  await everywhere("The body has adopted the text.");
  await everywhere("Beyond doubt");
  await expect(row(page("HUB"), "LVA")).toContainText("For three days, and not again");
  await expect(part(page("HUB"), "Earlier texts")).toContainText("Broken");
  await page("HUB").screenshot({ path: join(out, "crisis-revised.png"), fullPage: true });
  expect(id).not.toBe("");
});

test("the chair extends before the expiry, and taken back it is adopted by nobody", async () => {
  test.setTimeout(120_000);
  await propose("LVA", "Share the traces", "The traces are shared with all.");

  // The urgent procedure is shorter, and wants its reason.
  await page("HUB").getByRole("button", { name: "Put it before the members…" }).click();
  const asked = page("HUB").getByRole("dialog");
  await asked.getByRole("radio", { name: "An instant of your choice" }).check();
  await expect(asked.getByLabel("Expiry, in your time")).not.toHaveValue("");
  await asked.getByRole("checkbox", { name: "By the urgent procedure" }).check();
  await expect(asked.getByRole("button", { name: "Put it" })).toBeDisabled();
  await asked.getByLabel("Why it is urgent").fill("They are being wiped");
  expect(await violations(page("HUB"))).toEqual([]);
  await page("HUB").screenshot({ path: join(out, "crisis-put.png") });
  await asked.getByRole("button", { name: "Put it" }).click();
  await expect(asked).toHaveCount(0);
  await expect(part(page("EST"), "The text")).toContainText("They are being wiped", long);
  const [hub, est] = [page("HUB"), page("EST")];
  await expect(state(est)).toContainText("Runs until");
  const before = await state(est).textContent();
  await confirmed(hub, "Extend…", "Extend it", { Why: "Capitals want another hour" });
  await expect(part(hub, "Records")).toContainText("extended the period");
  await expect.poll(async () => state(est).getByRole("timer").textContent(), long).toMatch(/^(59:|1:00:)/);
  expect(await state(est).textContent()).not.toBe(before);
  await confirmed(page("LVA"), "Withdraw…", "Take it back", { Why: "Overtaken by events" });
  await everywhere("It was taken back before its expiry.");
  await everywhere("Beyond doubt");
});

test("a member that is cut off is shown so and not read as consent; what it says by telephone ends it", async () => {
  test.setTimeout(180_000);
  const title = "Close the gateway";
  const id = await propose("CZE", title, "The common gateway is closed.");
  await Promise.all([toLva.cut(), toHub.cut()]);
  await put();
  const [hub, cze, est] = [page("HUB"), page("CZE"), page("EST")];
  await expect(state(hub)).toContainText("2 of 3 have it");
  await expect(state(est)).toContainText("It has not reached LVA. While that is so, nothing is adopted.");
  await expect(row(est, "LVA")).toContainText("Not reached");
  await expect(row(est, "LVA").getByRole("button")).toHaveCount(0); // the chair's to do
  await hub.screenshot({ path: join(out, "crisis-unreached.png"), fullPage: true });

  // The wall says it to the whole room.
  await est.goto(`${nodes["EST"]?.url}/crisis/wall`);
  const mark = est.getByRole("list", { name: "Members" }).getByRole("listitem");
  await expect(mark.filter({ hasText: "LVA" })).toContainText("not reached");
  await expect(mark.filter({ hasText: "CZE" })).toContainText("has opened it");
  await expect(est.getByRole("timer")).toContainText("left");
  expect(await violations(est)).toEqual([]);
  await est.screenshot({ path: join(out, "crisis-wall.png") });

  await expect(state(hub)).toContainText("The text did not reach all whom it had to.", long);
  await expect(state(hub)).toContainText("Beyond doubt", long);
  await expect(est.getByRole("region", { name: "Latest outcomes" })).toContainText("Did not reach all", long);
  expect((await client("CZE").call<{ rounds: { closing: { outcome: string } }[] }>("GET", `/crisis/proposals/${id}`)).rounds[0]?.closing.outcome).toBe("unreached");

  // The next text is put, LVA is called, and its answer counts as it was given.
  await cze.getByRole("link", { name: "Bring the next text" }).click();
  await cze.getByLabel("Text, English").fill("The common gateway is closed until LVA is reached.");
  await cze.getByLabel("What has changed and why").fill("LVA is off the net and must be called");
  await cze.getByRole("button", { name: "Bring the next text" }).click();
  await expect(part(hub, "Text 2")).toBeVisible();
  await put();
  await row(hub, "LVA").getByRole("button", { name: "Record an answer…" }).click();
  const dialog = hub.getByRole("dialog", { name: "Record what LVA said by another channel" });
  await dialog.getByLabel("By which channel").fill("+371 6700 0000");
  await dialog.getByLabel("Who answered for it").fill("Anna Ozola, watch");
  await dialog.getByLabel("What it said").selectOption("join");
  expect(await violations(hub)).toEqual([]);
  await dialog.getByRole("button", { name: "Record it" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(hub, "LVA")).toContainText("by another channel (+371 6700 0000), Anna Ozola, watch answered");
  await stand("CZE", "Join");
  await est.goto(`${nodes["EST"]?.url}/crisis/${id}`);
  await stand("EST", "Join");
  await everywhere("The body has adopted the text.", ["HUB", "CZE", "EST"]);
  await everywhere("Beyond doubt", ["HUB", "CZE", "EST"]);

  // Reached again, LVA comes to know the same.
  await Promise.all([toLva.mend(), toHub.mend()]);
  await everywhere("The body has adopted the text.", ["LVA"]);
  await everywhere("Beyond doubt", ["LVA"]);
  await page("LVA").goto(`${nodes["LVA"]?.url}/crisis`);
  await expect(page("LVA").getByRole("region", { name: "Tempo" })).toContainText("Technical");
  await expect(page("LVA").getByRole("region", { name: "Bodies" })).toContainText("Crisis body");
  expect(await violations(page("LVA"))).toEqual([]);
  await page("LVA").screenshot({ path: join(out, "crisis-list.png"), fullPage: true });
});

test("a decision sets the ceiling for a period at every node, and a rehearsal of one sets nothing", async () => {
  test.setTimeout(150_000);
  const ceiling = async (p: Page) => {
    await p.getByRole("button", { name: "Add an effect" }).click();
    await p.getByLabel("What", { exact: true }).selectOption("release-ceiling");
    await p.getByLabel("Up to", { exact: true }).selectOption("amber+strict");
    await p.getByLabel(/^Ends/).fill(localMoment(Date.now() + 7 * 86_400_000));
  };
  await propose("EST", "Practise giving more", "We practise.", async (p) => {
    await ceiling(p);
    await p.getByLabel("Rehearsal").check();
  });
  await expect(state(page("CZE"))).toContainText("nothing is set going");
  await put();
  await everywhere("Beyond doubt");
  for (const code of codes) expect((await client(code).call<{ items: unknown[] }>("GET", "/agreements/measures")).items, code).toEqual([]);

  const id = await propose("CZE", "Give more for a week", "Traces of the attack go up to AMBER+STRICT for a week.", ceiling);
  await put();
  await everywhere("What it sets going is done at every node.");
  for (const code of codes) {
    const p = page(code);
    await p.goto(`${nodes[code]?.url}/crisis`);
    await expect(part(p, "Ceilings set by decision")).toContainText("AMBER+STRICT", long);
    await expect(p.getByRole("row").filter({ hasText: "Practise giving more" })).toContainText("REHEARSAL");
    await p.goto(`${nodes[code]?.url}/crisis/${id}`);
  }
  expect(await violations(page("CZE"))).toEqual([]);
});

test("where the body wants two persons, one prepares what is said and another states it", async ({ browser }) => {
  test.setTimeout(120_000);
  const agreement = await constitute("Protocol of two persons", ["CZE"], { four_eyes: true, quorum: 1 });
  const text = { level: "technical", mode: "unanimity", title: { en: "Call for experts" }, text: { en: "Experts are called for." } };
  const { id } = await client("CZE").call<{ id: string }>("POST", "/crisis/proposals", { agreement, provision: "1.1", tlp: "green", ...text });
  await expect(async () => void (await client("HUB").call("POST", `/crisis/proposals/${id}/put`, { expires: new Date(Date.now() + 600_000).toISOString() }))).toPass(long);
  const [cze, deputy] = [page("CZE"), await at(browser, "CZE", "deputy")];
  for (const p of [cze, deputy]) await p.goto(`${nodes["CZE"]?.url}/crisis/${id}`);
  await expect(state(cze)).toContainText("first one prepares what we say", long);
  await cze.getByRole("button", { name: "Prepare our position…" }).click();
  await cze.getByRole("dialog").getByRole("radio", { name: "Join" }).check();
  await cze.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
  await expect(state(deputy)).toContainText("Prepared by director");

  // Who prepared it may not state it; the deputy may.
  await cze.getByRole("button", { name: "State what was prepared…" }).click();
  await expect(cze.getByRole("dialog")).toContainText("Another person of ours has to state it");
  await expect(cze.getByRole("dialog").getByRole("button", { name: "State it" })).toBeDisabled();
  await cze.keyboard.press("Escape");
  await confirmed(deputy, "State what was prepared…", "State it");
  await expect(state(deputy)).toContainText("The body has adopted the text.", long);
  await expect(row(deputy, "CZE")).toContainText("with director");
  await deputy.context().close();
});

test("every page of decisions is readable, fits, and has no serious fault that axe finds, wide and narrow, light and dark", async ({ browser }) => {
  test.setTimeout(120_000);
  const text = {
    level: "political", mode: "silence", title: { en: "Invoke the assistance clause", fr: "Invoquer la clause d’assistance", cs: "Uplatnit doložku o pomoci" },
    text: { en: "The council finds that the attack on the power grid of CZE concerns all of the parties.", fr: "Le conseil constate que l’attaque contre le réseau électrique de CZE concerne toutes les parties.", cs: "Rada shledává, že útok na rozvodnou síť CZE se týká všech stran." },
    annexes: [{ title: "What is known", text: "Two substations were switched off." }], effects: [{ kind: "alert-level", about: "CZE", value: "severe" }],
  };
  const { id } = await client("CZE").call<{ id: string }>("POST", "/crisis/proposals", { agreement: council, provision: "1.1", tlp: "amber", ...text });
  await expect(async () => void (await client("HUB").call("POST", `/crisis/proposals/${id}/put`, { expires: new Date(Date.now() + 5_400_000).toISOString() }))).toPass(long);
  await expect(async () => void (await client("LVA").call("POST", `/crisis/proposals/${id}/stand`, { stand: "reserve", words: "LVA acts in its own networks by its own law." }))).toPass(long);
  const revised = (await client("HUB").call<{ items: { id: string; texts: unknown[] }[] }>("GET", "/crisis/proposals")).items.find((p) => p.texts.length > 1);
  const begun = await client("EST").call<{ id: string }>("POST", "/crisis/proposals", { agreement: council, provision: "1.1", tlp: "green", ...text });
  await expect.poll(async () => client("HUB").call("GET", `/crisis/proposals/${begun.id}`).then(() => true, () => false), long).toBe(true);
  const shown: [string, string][] = [["list", ""], ["new", "/new"], ["running", `/${id}`], ["revised", `/${revised?.id}`], ["revise", `/${begun.id}/revise`], ["wall", "/wall"]];
  const context = await browser.newContext({ storageState: await page("HUB").context().storageState(), locale: "en-GB" });
  const p = await context.newPage();
  for (const [name, path] of shown) {
    await p.goto(`${nodes["HUB"]?.url}/crisis${path}`);
    await expect(p.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(p.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await inEveryLook(p, `decision-${name}`, { whole: true });
  }
  await context.close();
});
