import { createContext, Fragment, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { speak } from "../words";
import { keep, words, type Language } from "../words/language";

interface Choice {
  language: Language;
  choose: (l: Language) => Promise<void>;
}

const Context = createContext<Choice | null>(null);

/** Speaking draws everything inside it in the chosen language, and anew when another is chosen. What the node said stays; what was typed and not sent is lost. */
export function Speaking({ first, children }: { first: Language; children: ReactNode }) {
  const [language, setLanguage] = useState(first);
  const choose = useCallback(async (l: Language) => {
    speak(await words(l));
    keep(l);
    setLanguage(l);
  }, []);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return (
    <Context value={choice}>
      <Fragment key={language}>{children}</Fragment>
    </Context>
  );
}

/** useLanguage gives the language that is spoken, and the way to choose another. */
export function useLanguage(): Choice {
  const choice = useContext(Context);
  if (!choice) throw new Error("useLanguage is for what stands inside Speaking");
  return choice;
}
