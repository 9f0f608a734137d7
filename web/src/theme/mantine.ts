import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from "@mantine/core";
import { colours, cssVariables, fonts, type } from "./tokens";

// Ten steps of the accent; Mantine takes the sixth in light, the third in dark.
const petrol: MantineColorsTuple = [
  "#e8f5f7", "#d0e8ec", "#9fd3dc", colours.accent.dark, "#45a4b3", "#1f8494", colours.accent.light, "#0b4e5b", "#09404b", "#06323b",
];
const alarm: MantineColorsTuple = [
  "#fdeceb", "#f8d5d2", "#f3b0aa", colours.bad.dark, "#e06459", "#c53f34", colours.bad.light, "#8c1d16", "#741711", "#5b110c",
];

// Mantine draws fields, menus and dialogs of the dark scheme in these: text, then borders, then grounds.
const dark: MantineColorsTuple = [
  colours.ink.dark, "#c6d0ce", colours.inkSoft.dark, "#6f7e7d", colours.lineStrong.dark, colours.line.dark, colours.raised.dark, colours.surface.dark, "#11181a", colours.canvas.dark,
];

// Filled controls take our accent and alarm with the ink that is readable on them in either scheme.
const variants: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  if (input.variant !== "filled") return usual;
  const grave = input.color === "alarm";
  return { ...usual, background: grave ? "var(--c-bad)" : "var(--c-accent)", hover: grave ? "var(--c-bad-hover)" : "var(--c-accent-hover)", color: grave ? "var(--c-bad-ink)" : "var(--c-accent-ink)" };
};

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 6, dark: 3 },
  variantColorResolver: variants,
  colors: { petrol, alarm, dark },
  fontFamily: fonts.text,
  fontFamilyMonospace: fonts.mono,
  fontSizes: { xs: type.small, sm: type.body, md: type.large, lg: type.title, xl: type.page },
  headings: { fontFamily: fonts.text },
  defaultRadius: 4,
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    FileInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    NativeSelect: { defaultProps: { size: "xs" } },
    MultiSelect: { defaultProps: { size: "xs" } },
    TagsInput: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs", allowDeselect: false, comboboxProps: { transitionProps: { duration: 0 } } } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, overlayProps: { backgroundOpacity: 0.55 }, centered: true } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, position: "bottom-end", shadow: "md" } },
    Tooltip: { defaultProps: { transitionProps: { duration: 0 }, openDelay: 300, withArrow: true } },
  },
});

/** resolver hands our tokens to Mantine's style sheet, and Mantine's own surfaces to our tokens. */
export const resolver: CSSVariablesResolver = () => {
  const { all, light, dark } = cssVariables();
  const own = {
    "--mantine-color-body": "var(--c-surface)",
    "--mantine-color-text": "var(--c-ink)",
    "--mantine-color-dimmed": "var(--c-ink-soft)",
    "--mantine-color-default": "var(--c-surface)",
    "--mantine-color-default-hover": "var(--c-raised)",
    "--mantine-color-default-color": "var(--c-ink)",
    "--mantine-color-default-border": "var(--c-line-strong)",
    "--mantine-color-placeholder": "var(--c-ink-soft)",
    "--mantine-color-error": "var(--c-bad)",
  };
  return { variables: all, light: { ...light, ...own }, dark: { ...dark, ...own } };
};
