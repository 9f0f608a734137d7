import { useQuery } from "@tanstack/react-query";
import { Panel, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { say } from "../words/say";
import css from "./msel.module.css";
import { findingsQuery } from "./queries";

const shown = 100;

/** Findings lists what is wrong with plan and list; a row opens from here. */
export function Findings({ open }: { open: (id: string) => void }) {
  const query = useQuery(findingsQuery);
  const t = w.msel.findings;
  return (
    <Panel title={t.title} lead={t.lead} flush>
      <Ready of={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t.none} text={t.noneText} />
          ) : (
            <>
              <p className={css.pad}>{t.count(items.filter((f) => f.blocks).length, items.filter((f) => !f.blocks).length)}</p>
              <ul className={css.findings}>
                {items.slice(0, shown).map((f, i) => (
                  <li key={i}>
                    <State tone={f.blocks ? "bad" : "warn"}>{f.blocks ? t.blocks : t.note}</State>{" "}
                    {f.inject ? (
                      <button type="button" className={css.number} onClick={() => open(f.inject as string)}>
                        {f.number}
                      </button>
                    ) : (
                      <span className={css.strong}>{t.whole}</span>
                    )}{" "}
                    {say(f.text, f.phrase)}
                  </li>
                ))}
                {items.length > shown && <li className={css.soft}>{t.more(items.length - shown)}</li>}
              </ul>
            </>
          )
        }
      </Ready>
    </Panel>
  );
}
