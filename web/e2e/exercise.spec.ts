import type { Browser, Page } from "@playwright/test";
import { join } from "node:path";
import { confirmed } from "./assist";
import { violations } from "./axe";
import { expect, out, test } from "./demo";
import { Client, enter, lone, type Lone } from "./lone";

// Two nodes of their own: the hub conducts an exercise, a nation takes part in it
// by its own node and its own people, and a third party is simulated by the hub.

const codes = ["HUB", "CZE"] as const;
const ports = { HUB: 18821, CZE: 18822 };
const nodes: Record<string, Lone> = {};
const clients: Record<string, Client> = {};
let exercise = "";

const long = { timeout: 60_000 };
const name = "Cyber Coalition";

test.describe.configure({ mode: "serial" });
test.use({ actionTimeout: 20_000 });

function client(code: string): Client {
  const c = clients[code];
  if (!c) throw new Error(`no node of ${code}`);
  return c;
}

async function at(browser: Browser, code: string, user: string, tall = 900): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: tall } });
  const opened = await context.newPage();
  await enter(opened, nodes[code]?.url ?? "", user);
  return opened;
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await Promise.all(
    codes.map(async (code) => {
      const n = (nodes[code] = await lone(ports[code], code));
      const c = (clients[code] = new Client(n.url));
      await c.first(n.setup);
      await c.enter("admin");
      await c.person("director", "director", "analyst", "release");
      await c.person("deputy", "director");
      await c.person("analyst", "analyst", "release");
    }),
  );
  const { invitation } = await client("HUB").call<{ invitation: string }>("POST", "/peers/invitations", {});
  await client("CZE").call("POST", "/peers/accept", { invitation });
  for (const c of Object.values(clients)) await c.enter("director");
  const { id } = await client("HUB").call<{ id: string }>("POST", "/agreements", { template: "memorandum", title: "Memorandum with CZE", parties: ["CZE"], params: {} });
  await client("HUB").call("POST", `/agreements/${id}/propose`, {});
  await client("HUB").call("POST", `/agreements/${id}/sign`, {});
  await expect(async () => void (await client("CZE").call("POST", `/agreements/${id}/sign`, {}))).toPass({ timeout: 30_000 });
  for (const c of Object.values(clients)) await expect.poll(async () => (await c.call<{ state: string }>("GET", `/agreements/${id}`)).state, long).toBe("in-force");
});

test.afterAll(async () => {
  await Promise.all(Object.values(nodes).map((n) => n.stop()));
});

test("two persons create an exercise, two of the invited nation join it, and each enters its realm", async ({ browser }) => {
  test.setTimeout(180_000);
  const hub = await at(browser, "HUB", "director");
  await hub.getByRole("navigation").getByRole("link", { name: "Exercises" }).click();
  await expect(hub.getByText("No exercise is known")).toBeVisible();
  await hub.getByRole("link", { name: "New exercise…" }).click();
  await hub.getByRole("textbox", { name: "Name" }).first().fill(name);
  await hub.getByLabel("Purpose").fill("Sharing and deciding under time pressure.");
  await hub.getByLabel("CZE").check();
  await hub.getByRole("button", { name: "Add a simulated party" }).click();
  await hub.getByLabel("Code").fill("lva");
  await hub.getByRole("textbox", { name: "Name" }).nth(1).fill("Latvia");
  await expect(hub.getByText("Once another person has confirmed, CZE will be invited.")).toBeVisible();
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "exercise-new-1440-light.png"), fullPage: true });
  await hub.getByRole("button", { name: "Propose" }).click();
  await expect(hub.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(hub.getByText("Waits for a second person")).toBeVisible();
  await expect(hub.getByRole("button", { name: "Confirm…" })).toHaveCount(0);
  exercise = hub.url().split("/").at(-1) ?? "";

  const deputy = await at(browser, "HUB", "deputy");
  await deputy.goto(`${nodes["HUB"]?.url}/exercises/${exercise}`);
  await confirmed(deputy, "Confirm…", "Confirm");
  await expect(deputy.getByText("Open", { exact: true })).toBeVisible(long);

  const cze = await at(browser, "CZE", "director");
  await cze.goto(`${nodes["CZE"]?.url}/exercises`);
  await cze.getByRole("link", { name }).click();
  await expect(cze.getByText("We are invited")).toBeVisible();
  await confirmed(cze, "Join…", "Want to join");
  await cze.getByLabel("User name").fill("analyst");
  await cze.getByLabel("Team", { exact: true }).fill("cze-soc");
  await cze.getByRole("button", { name: "Let in" }).click();
  await expect(cze.getByRole("row").filter({ hasText: "cze-soc" })).toBeVisible();
  expect(await violations(cze)).toEqual([]);
  const second = await at(browser, "CZE", "deputy");
  await second.goto(`${nodes["CZE"]?.url}/exercises/${exercise}`);
  await confirmed(second, "Confirm…", "Confirm");
  await expect(second.getByText("Open", { exact: true })).toBeVisible(long);
  await expect(second.getByText("You are no member of this exercise")).toBeVisible();

  // The hub sees that CZE takes part, and both see the memorandum of the realm, which LVA has signed too.
  await hub.reload();
  await expect(hub.getByRole("row").filter({ hasText: "CZE" })).toContainText("takes part", long);
  expect(await violations(hub)).toEqual([]);
  await hub.screenshot({ path: join(out, "exercise-page-1440-light.png"), fullPage: true });

  const analyst = await at(browser, "CZE", "analyst");
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible();
  await analyst.getByRole("button", { name: "Realm LIVE" }).click();
  await analyst.getByRole("menuitem", { name }).click();
  await expect(analyst.getByText(`EXERCISE EXERCISE EXERCISE · ${name} · nothing on this page is real`)).toBeVisible();
  await expect(analyst.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();
  await analyst.getByRole("navigation").getByRole("link", { name: "Agreements" }).click();
  await expect(analyst.getByRole("row").filter({ hasText: `EXERCISE: memorandum of ${name}` })).toContainText("In force", long);
  await expect(analyst.getByText("Memorandum with CZE")).toHaveCount(0);
  expect(await violations(analyst)).toEqual([]);
  for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390]] as const) {
    await analyst.emulateMedia({ colorScheme: scheme });
    await analyst.setViewportSize({ width, height: 900 });
    await analyst.screenshot({ path: join(out, `exercise-realm-${width}-${scheme}.png`) });
  }
  await analyst.setViewportSize({ width: 1440, height: 900 });

  // Back to what is live: nothing of the exercise is there.
  await analyst.getByRole("button", { name: "Realm EXERCISE" }).click();
  await analyst.getByRole("menuitem", { name: "Live" }).click();
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible();
  await analyst.getByRole("navigation").getByRole("link", { name: "Agreements" }).click();
  await expect(analyst.getByText("Memorandum with CZE")).toBeVisible();
  await expect(analyst.getByText(`EXERCISE: memorandum of ${name}`)).toHaveCount(0);
  for (const p of [hub, deputy, cze, second, analyst]) await p.context().close();
});

test("sealing closes the realm for all", async ({ browser }) => {
  test.setTimeout(120_000);
  const hub = await at(browser, "HUB", "director");
  await hub.goto(`${nodes["HUB"]?.url}/exercises/${exercise}`);
  const analyst = await at(browser, "CZE", "analyst");
  await analyst.getByRole("button", { name: "Realm LIVE" }).click();
  await analyst.getByRole("menuitem", { name }).click();
  await expect(analyst.getByRole("button", { name: "Realm EXERCISE" })).toBeVisible();
  await confirmed(hub, "Seal…", "Seal", { Why: "It was played to its end." });
  await expect(hub.getByText("Sealed", { exact: true })).toBeVisible(long);
  await expect(hub.getByText("Archive (SHA-256)")).toBeVisible();
  for (const code of codes) await expect.poll(async () => (await client(code).call<{ state: string }>("GET", `/exercises/${exercise}`)).state, long).toBe("sealed");
  await analyst.reload();
  await expect(analyst.getByRole("button", { name: "Realm LIVE" })).toBeVisible(long);
  for (const p of [hub, analyst]) await p.context().close();
});
