import { Modal } from "@mantine/core";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { w } from "../../words";
import { SearchIcon } from "../icons";
import { useEntries, type Entry } from "./entries";
import css from "./palette.module.css";

/** Palette is one field from which everything can be reached: rooms, values, parties, agreements, and what the page can do. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { entries, searching } = useEntries(typed, onHelp);
  const [before] = useState(() => document.activeElement);
  // The keyboard goes back to where it stood, so that Escape costs nothing.
  useEffect(() => () => (before as HTMLElement | null)?.focus(), [before]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const chosen = Math.min(at, entries.length - 1);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen, entries.length]);
  const run = (e: Entry | undefined) => {
    if (!e) return;
    onClose();
    e.run();
  };
  const onKey = (e: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = moves[e.key];
    if (by !== undefined) {
      e.preventDefault();
      setAt(Math.max(0, Math.min(entries.length - 1, chosen + by)));
    } else if (e.key === "Enter" && !e.nativeEvent.isComposing) {
      e.preventDefault();
      run(entries[chosen]);
    }
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size="36rem" yOffset="12dvh" centered={false} attributes={{ content: { "aria-label": w.palette.title } }}>
      <div className={css.field}>
        <SearchIcon />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={entries[chosen] ? `${id}-${chosen}` : undefined}
          aria-label={w.palette.label}
          placeholder={w.palette.hint}
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
        <span className={css.busy} role="status">
          {searching ? `${w.palette.searching}…` : ""}
        </span>
      </div>
      <div ref={list} id={id} role="listbox" aria-label={w.palette.title} className={css.list}>
        {entries.length === 0 && <p className={css.nothing}>{w.palette.nothing}</p>}
        {entries.map((e, i) => (
          <div key={e.id} role="presentation">
            {e.group !== entries[i - 1]?.group && (
              <div className={css.group} role="presentation">
                {e.group}
              </div>
            )}
            <div id={`${id}-${i}`} role="option" aria-selected={i === chosen} className={css.entry} onPointerMove={() => setAt(i)} onClick={() => run(e)}>
              <span className={css.name}>{e.name}</span>
              {e.note && <span className={css.note}>{e.note}</span>}
            </div>
          </div>
        ))}
      </div>
      <p className={css.legend} aria-hidden="true">
        {w.palette.legend}
      </p>
    </Modal>
  );
}
