import { expect, find, node, signIn, test } from "./demo";

test.beforeEach(async ({ page }) => signIn(page, "CZE"));

test("an object says who may have it, how it is to be handled, and which provision says so", async ({ page }) => {
  const object = await find("CZE", "indicator", "amber");
  await page.goto(`${node("CZE").url}/intel/${object.id}`);
  await expect(page.getByRole("heading", { level: 1, name: object.name })).toBeVisible();
  const hub = page.getByRole("region", { name: "Who may have this, and why" }).getByRole("listitem").filter({ hasText: "HUB" }).first();
  await expect(hub).toContainText("PERMIT");
  await expect(hub).toContainText("Handling TLP:AMBER");
  await hub.getByRole("link", { name: /generation 2, provision 2\.1/ }).click();
  await expect(page).toHaveURL(/\/agreements\/[^/]+#2\.1$/);
  await expect(page.locator("[data-cited]")).toContainText("provision 2.1");
});

test("what may not leave is refused with the provision, or with what is missing", async ({ page }) => {
  const { url } = node("CZE");
  const red = await find("CZE", "report", "red");
  await page.goto(`${url}/intel/${red.id}`);
  const audience = page.getByRole("region", { name: "Who may have this, and why" });
  await expect(audience).toContainText("REFUSE");
  await expect(audience.getByRole("link", { name: /provision 3\.1/ })).toBeVisible();
  await expect(audience).not.toContainText("PERMIT");

  const unmarked = await find("CZE", "note", "none");
  await page.goto(`${url}/intel/${unmarked.id}`);
  await expect(page.getByText("UNMARKED · cannot leave")).toBeVisible();
  await expect(audience).toContainText("REFUSE");
  await expect(audience).toContainText("unmarked is never clear");
});

test("the digest is computed anew in the browser and agrees", async ({ page }) => {
  const object = await find("CZE", "report", "green");
  await page.goto(`${node("CZE").url}/intel/${object.id}`);
  await expect(page.getByText("computed anew in this browser: agrees")).toBeVisible();
});

test("an object that is relayed is shown with its origin at the last recipient", async ({ page }) => {
  const object = await find("EST", "indicator", "green");
  await signIn(page, "EST");
  await page.goto(`${node("EST").url}/intel/${object.id}`);
  const origin = page.getByRole("region", { name: "Origin" });
  await expect(origin).toContainText("CZE");
  await expect(page.getByRole("region", { name: "Releases and receipts" })).toContainText("received from HUB");
});

test.describe(() => {
  test.use({ loud: /status of 40[14]/ });

  test("what is not here says so, in one sentence", async ({ page }) => {
    await page.goto(`${node("CZE").url}/intel/indicator--00000000-0000-4000-8000-000000000000`);
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByRole("alert")).toContainText(/Reference for the administrator/);
  });
});
