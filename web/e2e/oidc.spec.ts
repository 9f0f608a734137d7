import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { violations } from "./axe";
import { expect, out, test } from "./demo";
import { Client, lone, password, type Lone } from "./lone";

// People enter by an OpenID provider: a real one, run beside the node, with its
// own sign-in page.

const root = resolve(import.meta.dirname, "../..");
const issuer = "http://127.0.0.1:18498";
const origin = "http://localhost:18496";
let provider: ChildProcess;
let node: Lone;
let top: string;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  top = mkdtempSync(join(tmpdir(), "entente-provider-"));
  const built = spawnSync("go", ["build", "-o", join(top, "provider"), "./test/provider"], { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  const secret = join(top, "secret");
  writeFileSync(secret, "the client's secret\n", { mode: 0o600 });
  provider = spawn(join(top, "provider"), ["-listen", "127.0.0.1:18498", "-client", "entente", "-secret", "the client's secret", "-back", `${origin}/sign-in/provider`], { stdio: "ignore" });
  node = await lone(18496, "SVK", { oidc: { issuer, client_id: "entente", client_secret_file: secret, name: "National login", private: true } });
  const c = new Client(node.url);
  await c.first(node.setup);
  await c.person("eva", "duty");
  await expect.poll(() => fetch(`${issuer}/.well-known/openid-configuration`).then((r) => r.ok, () => false), { timeout: 30_000 }).toBe(true);
});
test.afterAll(async () => {
  provider?.kill("SIGKILL");
  await node?.stop();
  rmSync(top, { recursive: true, force: true });
});

/** atProvider signs in on the provider's own page. */
async function atProvider(page: Page, user: string): Promise<void> {
  await page.waitForURL((u) => u.origin === issuer);
  await page.locator("input[name=username]").fill(user);
  await page.locator("input[name=password]").fill("what only the provider knows");
  await page.locator("button[type=submit], input[type=submit]").first().click();
}

test.describe(() => {
  // The provider's page asks for an icon that it does not have.
  test.use({ loud: /status of 40[134]/ });

  test("an account is linked on its page, and from then on the provider opens the door", async ({ page }) => {
    await page.goto(origin + "/sign-in");
    await page.getByRole("button", { name: "Sign in with National login" }).click();
    await atProvider(page, "eva@example.org");
    await expect(page.getByText("no account here is linked to this identity")).toBeVisible();
    expect(new URL(page.url()).search, "the code does not stay in the address").toBe("");
    await page.screenshot({ path: join(out, "provider-refused-1440.png") });

    await page.getByRole("link", { name: "To the sign-in page" }).click();
    await page.getByLabel("User name").fill("eva");
    await page.locator("input[name=password]").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("navigation", { name: "Rooms" })).toBeVisible();
    await page.goto(origin + "/account");
    const panel = page.getByRole("region", { name: "National login" });
    await panel.getByRole("button", { name: "Link my account…" }).click();
    await atProvider(page, "eva@example.org");
    await expect(panel.getByText("Eva Nováková")).toBeVisible();
    await page.screenshot({ path: join(out, "provider-linked-1440.png") });
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Account of eva" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByLabel("User name")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign in with National login" }).click();
    await atProvider(page, "eva@example.org");
    await expect(page.getByRole("button", { name: "Account of eva" })).toBeVisible();

    await page.goto(origin + "/account");
    await panel.getByRole("button", { name: "Unlink…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
    await expect(panel.getByText("Not linked")).toBeVisible();
  });

  test("an answer that this tab did not ask for leads nowhere", async ({ page }) => {
    await page.goto(`${origin}/sign-in/provider?code=somebodys&state=somebodys`);
    await expect(page.getByText("There is nothing to finish here")).toBeVisible();
    await page.screenshot({ path: join(out, "provider-stray-1440.png") });
    expect(await violations(page)).toEqual([]);
  });
});
