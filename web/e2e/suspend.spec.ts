import { cable, type Cable } from "./cable";
import { expect, indicator, test } from "./demo";
import { Client, enter, lone, type Lone } from "./lone";

// Two nodes of their own, with a way between them that a test can stop in the
// middle of a transfer.

interface All<T> {
  items: T[];
}

let cze: Lone;
let hub: Lone;
let way: Cable;
const clients: Record<string, Client> = {};

test.beforeAll(async () => {
  test.setTimeout(120_000);
  way = await cable(19780);
  cze = await lone(18780, "CZE", { peer_address: `127.0.0.1:${way.port}` });
  hub = await lone(18790, "HUB");
  for (const [code, n] of [["CZE", cze], ["HUB", hub]] as const) {
    const c = new Client(n.url);
    await c.first(n.setup);
    await c.enter("admin");
    await c.person("director", "director", "legal", "analyst", "release", "duty");
    clients[code] = c;
  }
  const invited = await clients["CZE"]!.call<{ invitation: string }>("POST", "/peers/invitations", {});
  await clients["HUB"]!.call("POST", "/peers/accept", { invitation: invited.invitation });
  for (const c of Object.values(clients)) await c.enter("director");
});

test.afterAll(async () => {
  await Promise.all([cze?.stop(), hub?.stop()]);
  await way?.cut();
});

test("a suspension on the page stops a running transfer; nothing of it is kept, and after it all goes anew", async ({ page }) => {
  test.setTimeout(180_000);
  const many = 40_000;
  const own = clients["CZE"]!;
  const other = clients["HUB"]!;
  const agreed = await own.call<{ id: string }>("POST", "/agreements", { template: "bilateral-exchange", title: "Stopped on the way", parties: ["HUB"] });
  await own.call("POST", `/agreements/${agreed.id}/propose`, {});
  await own.call("POST", `/agreements/${agreed.id}/sign`, {});
  await expect(async () => void (await other.call("POST", `/agreements/${agreed.id}/sign`, {}))).toPass();
  const state = (c: Client) => c.call<{ state: string }>("GET", `/agreements/${agreed.id}`).then((a) => a.state);
  await expect.poll(() => state(own)).toBe("in-force");
  const bundle = indicator("object 0").bundle as { objects: object[] };
  bundle.objects = Array.from({ length: many }, (_, i) => (indicator(`object ${i}`).bundle as { objects: object[] }).objects).flat();
  const lot = await own.call<{ id: string }>("POST", "/intel/imports?name=many", bundle);
  const held = async () => (await other.call<All<unknown>>("GET", "/intel/objects?limit=1")).items.length;

  const stopped = way.hold(1 << 20);
  const made = await own.call<{ id: string }>("POST", "/releases", { select: { import: lot.id }, to: ["HUB"], onward: { allowed: false, to: [] } });
  await stopped; // a megabyte of it has left, the rest is on its way

  await enter(page, cze.url, "director");
  await page.goto(`${cze.url}/agreements/${agreed.id}`);
  await page.getByRole("button", { name: "Suspend…" }).click();
  await page.getByLabel("Reason, as the others will read it").fill("A leak is looked into");
  await page.getByRole("button", { name: "Suspend it" }).click();
  await expect(page.getByRole("button", { name: "Resume…" })).toBeVisible();
  way.flow();

  await expect.poll(() => state(other), { timeout: 30_000 }).toBe("suspended");
  expect(await held()).toBe(0);
  await page.goto(`${cze.url}/releases/${made.id}`);
  await expect(page.getByText("REFUSED", { exact: false }).first()).toBeVisible({ timeout: 30_000 });

  await page.goto(`${cze.url}/agreements/${agreed.id}`);
  await page.getByRole("button", { name: "Resume…" }).click();
  await page.getByRole("button", { name: "Resume it" }).click();
  await expect.poll(() => state(other), { timeout: 30_000 }).toBe("in-force");
  expect(await held()).toBe(0); // what was stopped does not come by itself
  await own.call("POST", "/releases", { select: { import: lot.id }, to: ["HUB"], onward: { allowed: false, to: [] } });
  await expect.poll(held, { timeout: 60_000 }).toBe(1);
});
