import { useQuery } from "@tanstack/react-query";
import { languageOf } from "../agreement/standing";
import { termsQuery, type Terms } from "./queries";

type List = keyof Terms;

/** Named gives the choices and the words of the closed lists. */
export interface Named {
  options: (list: List) => { value: string; label: string }[];
  name: (list: List, code: string) => string;
}

/** useTerms gives the closed lists in the reader's language; a code that is not on one stays as it is. */
export function useTerms(): Named {
  const { data } = useQuery(termsQuery);
  const label = (name: Record<string, string>) => name[languageOf(Object.keys(name))] ?? "";
  const all = (list: List) => data?.[list] ?? [];
  return {
    options: (list) => all(list).map((t) => ({ value: t.code, label: label(t.name) })),
    name: (list, code) => {
      const t = all(list).find((x) => x.code === code);
      return t ? label(t.name) : code;
    },
  };
}
