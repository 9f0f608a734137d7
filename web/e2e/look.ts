import { join } from "node:path";
import type { Page } from "@playwright/test";
import { settled, violations } from "./axe";
import { expect, out } from "./demo";

export const looks = [[1440, "light"], [1440, "dark"], [390, "light"], [390, "dark"]] as const;

interface Options {
  /** The picture shows the page to its end. */
  whole?: boolean;
  /** What else must hold in a look. */
  each?: (width: number) => Promise<void>;
}

/**
 * inEveryLook demands of what stands on a page that it fits and has no serious fault,
 * wide and narrow, light and dark, and keeps a picture of each. Between light and dark
 * only colours differ: of the dark looks axe judges the contrast alone.
 */
export async function inEveryLook(page: Page, name: string, { whole = false, each }: Options = {}): Promise<void> {
  for (const [width, colorScheme] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await settled(page);
    await expect(page.locator("main [role=status]", { hasText: "Loading" })).toHaveCount(0);
    await each?.(width);
    await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: whole });
    const wide = () => page.evaluate(() => Math.max(...[document.documentElement, document.getElementById("content")].map((e) => (e ? e.scrollWidth - e.clientWidth : 0))));
    await expect.soft.poll(wide, { message: `${name} scrolls sideways at ${width} px` }).toBeLessThanOrEqual(0);
    expect.soft(await violations(page, colorScheme === "dark" ? ["color-contrast"] : undefined), `axe on ${name}, ${width} px, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}
