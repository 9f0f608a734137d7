import type { ReactNode } from "react";
import { useEffect } from "react";
import { useLanguage } from "../base/Language";
import { w } from "../words";
import { languages, type Language } from "../words/language";
import css from "./gate.module.css";

/** Gate is the plain page in front of the frame: sign-in and one-time links. */
export function Gate({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { language, choose } = useLanguage();
  useEffect(() => {
    document.title = `${title} · ${w.product}`;
  }, [title]);
  return (
    <main className={css.gate}>
      <div className={css.box}>
        <p className={css.product}>
          <svg width="22" height="22" viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="2.6" aria-hidden="true">
            <circle cx="12.5" cy="16" r="6.5" />
            <circle cx="19.5" cy="16" r="6.5" />
          </svg>
          {w.product}
        </p>
        <h1>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {children}
        <div className={css.languages} role="group" aria-label={w.frame.language}>
          {(Object.keys(languages) as Language[]).map((l) => (
            <button key={l} type="button" lang={l} aria-pressed={l === language} onClick={() => void choose(l)}>
              {languages[l]}
            </button>
          ))}
        </div>
      </div>
    </main>
  );
}
