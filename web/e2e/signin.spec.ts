import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, out, test } from "./demo";
import { aged, Client, lone, password, type Lone } from "./lone";

let node: Lone;
/** The console by a name: passkeys belong to names, never to numbers. */
let named: string;

test.beforeAll(async () => {
  node = await lone(18480, "LTU");
  named = node.url.replace("127.0.0.1", "localhost");
  const c = new Client(node.url);
  await c.first(node.setup);
  await c.person("duty", "duty", "director");
  await c.person("other", "duty");
});
test.afterAll(() => node?.stop());

async function byPassword(page: Page, user: string, url = named): Promise<void> {
  await page.goto(url + "/sign-in");
  await page.getByLabel("User name").fill(user);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test.describe(() => {
  test.use({ loud: /status of 40[013]/ });

  test("a passkey is made on the account's page, and from then on opens the door alone", async ({ page }) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await byPassword(page, "duty");
    await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
    await page.goto(named + "/account");
    await page.getByLabel("Name of the device").fill("Night desk");
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await expect(page.getByRole("region", { name: "Passkeys" })).toContainText("Night desk");
    await page.screenshot({ path: join(out, "account.png"), fullPage: true });
    await page.context().clearCookies();
    await page.goto(named + "/sign-in");
    await page.screenshot({ path: join(out, "sign-in-passkey.png") });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("navigation", { name: "Rooms" })).toBeVisible();
  });

  test("a second factor is set up, asked for, and a code works once", async ({ page }) => {
    await byPassword(page, "other");
    await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
    await page.goto(named + "/account");
    await page.getByRole("button", { name: "Set it up" }).click();
    await expect(page.getByRole("img", { name: "The secret as a QR code" })).toBeVisible();
    await page.getByLabel("Code", { exact: true }).fill("000");
    await page.getByRole("button", { name: "Switch it on" }).click();
    await expect(page.getByText("this code is not right", { exact: false })).toBeVisible();
    const secret = (await page.getByLabel("The secret in letters").textContent()) ?? "";
    await page.getByLabel("Code", { exact: true }).fill(totp(secret));
    await page.getByRole("button", { name: "Switch it on" }).click();
    const codes = page.getByLabel(/^Recovery codes/);
    await expect(codes).toBeVisible();
    const first = ((await codes.textContent()) ?? "").split("\n")[0] ?? "";
    await page.context().clearCookies();
    await byPassword(page, "other");
    await expect(page.getByText("Give the code that your authenticator app shows")).toBeVisible();
    await page.locator("input[autocomplete=one-time-code]").fill(first);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("navigation", { name: "Rooms" })).toBeVisible();
    await page.context().clearCookies();
    await byPassword(page, "other");
    await page.locator("input[autocomplete=one-time-code]").fill(first);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("the name or the password is wrong")).toBeVisible();
  });
});

/** totp makes a code of the present moment (RFC 6238), with a program that is not the one under test. */
function totp(secret: string): string {
  const script = `const c=require("crypto");const A="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";let b="";for(const x of process.argv[1])b+=A.indexOf(x).toString(2).padStart(5,"0");const k=Buffer.from(b.match(/.{8}/g).map(x=>parseInt(x,2)));const m=Buffer.alloc(8);m.writeBigUInt64BE(BigInt(Math.floor(Date.now()/30000)));const h=c.createHmac("sha1",k).update(m).digest();const o=h[19]&15;process.stdout.write(String((h.readUInt32BE(o)&0x7fffffff)%1e6).padStart(6,"0"))`;
  return execFileSync(process.execPath, ["-e", script, secret], { encoding: "utf8" });
}

test("another session is seen and ended", async ({ page, browser }) => {
  await byPassword(page, "duty");
  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await byPassword(other, "duty");
  await expect(other.getByRole("navigation", { name: "Rooms" })).toBeVisible();
  await page.goto(named + "/account");
  const sessions = page.getByRole("region", { name: "Open sessions" });
  await expect(sessions).toContainText("this one");
  await sessions.getByRole("button", { name: "End all others" }).click();
  await expect(sessions.getByRole("button", { name: "End", exact: true })).toHaveCount(0);
  await other.goto(named + "/");
  await expect(other.getByLabel("User name")).toBeVisible();
  await other.context().close();
});

test.describe(() => {
  test.use({ loud: /status of 40[013]/ });

  test.setTimeout(150_000);
  test("what cannot be taken back waits until the person has confirmed", async ({ page }) => {
    const old = await lone(18490, "FIN", { fresh_minutes: 1 });
    try {
      const c = new Client(old.url);
      await c.first(old.setup);
      await byPassword(page, "admin", old.url);
      await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
      await page.goto(old.url + "/account");
      await aged(page, old.url);
      await page.getByLabel("What it is for").fill("for a script");
      await page.getByRole("button", { name: "Make a token" }).click();
      const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
      await expect(dialog).toBeVisible();
      await dialog.getByLabel("Password", { exact: true }).fill("not the password");
      await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
      await expect(dialog.getByText("the password is wrong")).toBeVisible();
      await dialog.getByLabel("Password", { exact: true }).fill(password);
      await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
      await expect(page.getByText("The token, shown this once:").first()).toBeVisible();
    } finally {
      // The page leaves first: a node that stops under it is an error on its console.
      await page.goto("about:blank");
      await old.stop();
    }
  });
});
