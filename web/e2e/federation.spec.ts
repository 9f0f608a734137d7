import { expect, node, signIn, test } from "./demo";

test.beforeEach(async ({ page }) => {
  await signIn(page, "HUB");
  await page.getByRole("link", { name: "Peers", exact: true }).click();
});

test("peers show that they are connected, compared, and how far both sides are", async ({ page }) => {
  for (const name of [/^CZE/, /^EST/]) {
    const peer = page.getByRole("region", { name });
    await expect(peer).toContainText("Connected");
    await expect(peer).toContainText("compared");
    await expect(peer).toContainText(/(\d+) of \1 receipted/);
    await expect(peer).toContainText("In force");
  }
  await expect(page.getByRole("region", { name: "This node" }).getByRole("list", { name: "Fingerprint" }).getByRole("listitem")).toHaveCount(10);
});

test("an invitation is made once, with words to compare and an end", async ({ page }) => {
  await page.getByRole("button", { name: "Invite…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Party code, when you know it").fill("LVA");
  await dialog.getByRole("button", { name: "Make the invitation" }).click();
  await expect(dialog.getByText("Send this text to the other side")).toBeVisible();
  await expect(dialog.getByRole("list", { name: "Fingerprint" }).getByRole("listitem")).toHaveCount(10);
  await expect(dialog).toContainText(/It ends at .*UTC/);
});

test.describe(() => {
  test.use({ loud: /status of 4\d\d/ });

  test("a mangled invitation is refused with a reason", async ({ page }) => {
    await page.goto(node("HUB").url + "/peers");
    await page.getByRole("button", { name: "Accept…" }).click();
    await page.getByLabel("Invitation", { exact: true }).fill("this is no invitation");
    await page.getByRole("button", { name: "Accept it" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByRole("dialog")).toBeVisible();
  });
});
