import type { Words } from "../index";

export const watch: Words["watch"] = {
  title: "Dohled",
  lead: "Co nyní vyžaduje pozornost a\u00a0jak na tom tato strana je s\u00a0ostatními.",
};
