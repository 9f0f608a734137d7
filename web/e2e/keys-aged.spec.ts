import { expect, test } from "./demo";
import { aged, Client, lone, password } from "./lone";

test.describe(() => {
  test.use({ loud: /status of 40[13]/ });
  test.setTimeout(150_000);

  test("a new key waits until the person has confirmed to be it", async ({ page }) => {
    const n = await lone(18760, "FIN", { fresh_minutes: 1 });
    try {
      const c = new Client(n.url);
      await c.first(n.setup);
      await page.goto(n.url + "/");
      await page.getByLabel("User name").fill("admin");
      await page.locator("input[name=password]").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("navigation", { name: "Rooms" })).toBeVisible();
      await page.goto(n.url + "/admin/keys");
      await aged(page, n.url);
      await page.getByRole("button", { name: "New link key…" }).click();
      const dialog = page.getByRole("dialog", { name: "A new link key for this node" });
      await dialog.getByLabel("Why").fill("Because the year is new");
      await dialog.getByRole("button", { name: "Give it a new key" }).click();
      const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
      await proof.getByLabel("Password", { exact: true }).fill(password);
      await proof.getByRole("button", { name: "Confirm", exact: true }).click();
      await expect(page.getByRole("row").filter({ hasText: "Link key" })).toContainText("In use");
    } finally {
      // The page leaves first: a node that stops under it is an error on its console.
      await page.goto("about:blank");
      await n.stop();
    }
  });
});
