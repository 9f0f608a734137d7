// The node serves the console under Trusted Types: no string becomes markup or
// script unless this policy lets it. It lets through what cannot hold an
// element, which is all that the component library needs for its style sheets.
// It is imported before everything else.

interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

/** styleOnly passes text without a "<", which as markup is text and in a style element is CSS. */
export function styleOnly(text: string): string {
  if (text.includes("<")) throw new TypeError("the console makes no markup from text");
  return text;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
policies?.createPolicy("default", { createHTML: styleOnly });
