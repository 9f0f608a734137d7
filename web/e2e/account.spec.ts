import { randomUUID } from "node:crypto";
import { expect, node, signIn, test } from "./demo";

test("a wrong password is refused with a reason, and the right one leads to the page that was asked for", async ({ page }) => {
  const n = node("CZE");
  await page.goto(n.url + "/agreements");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.getByLabel("User name").fill(n.user);
  await page.locator("input[name=password]").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/password/i);
  await expect(page.locator("input[name=password]")).toHaveValue("");
  await page.locator("input[name=password]").fill(n.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Agreements" })).toBeVisible();
});

test("signing out ends the session for good", async ({ page }) => {
  await signIn(page, "CZE");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.goto(node("CZE").url + "/ledger");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test.describe(() => {
  test.use({ loud: /status of 40[14]/ });

  test("a one-time link that is used up says so", async ({ page }) => {
    await page.goto(node("CZE").url + "/setup/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    await expect(page.getByRole("heading", { level: 1, name: "This link is no longer valid" })).toBeVisible();
  });
});

for (const [role, room] of [
  ["duty", "Watch"],
  ["admin", "Watch"], // reads no intelligence, and so has no feed
] as const) {
  test(`a new user with the role ${role} sets a password by the one-time link and starts at ${room}`, async ({ page }) => {
    const name = `e2e-${randomUUID().slice(0, 8)}`;
    await signIn(page, "CZE");
    const made = await page.evaluate(async (body) => (await fetch("/api/v1/users", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json(), {
      name, display: "Night watch", roles: [role], invite: true,
    });
    await page.context().clearCookies();
    await page.goto(node("CZE").url + (made as { setup_url: string }).setup_url);
    await expect(page.getByLabel("User name")).toHaveValue(name);
    const fields = page.locator("input[autocomplete=new-password]");
    await fields.nth(0).fill("too short");
    await fields.nth(1).fill("too short");
    await page.getByRole("button", { name: "Set password and sign in" }).click();
    await expect(page.getByText("The password needs at least 12 characters.")).toBeVisible();
    for (const i of [0, 1]) await fields.nth(i).fill("a lantern over the harbour");
    await page.getByRole("button", { name: "Set password and sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: room })).toBeVisible();
    await expect(page.getByRole("button", { name: "Account of Night watch" })).toBeVisible();
    await expect(page.getByRole("navigation").getByRole("link", { name: "Feed" })).toHaveCount(role === "admin" ? 0 : 1);
  });
}

test("every page comes with a policy that runs the node's own scripts only", async ({ page }) => {
  for (const path of ["/", "/intel", "/sign-in", "/agreements", "/intel/indicator--0"]) {
    const answer = await page.request.get(node("CZE").url + path);
    expect(answer.status()).toBe(200);
    const policy = answer.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/\son\w+=/);
  }
});
