import type { ReactNode, Ref } from "react";
import { useEffect } from "react";
import { w } from "../words";
import css from "./page.module.css";

/** Page is the head of every room: what it is, in one line what it is for, and what can be done. */
export function Page({ title, lead, actions, above, children, fill }: { title: string; lead?: ReactNode; actions?: ReactNode; above?: ReactNode; children: ReactNode; fill?: boolean }) {
  useEffect(() => {
    document.title = `${title} · ${w.product}`;
  }, [title]);
  return (
    <div className={css.page} data-fill={fill || undefined}>
      <div className={css.head}>
        <div className={css.words}>
          {above}
          <h1>{title}</h1>
          {lead && <div className={css.lead}>{lead}</div>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** Panel is one part of a page, under a heading of the second order. */
export function Panel({ title, lead, actions, children, flush, id }: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean; id?: string }) {
  return (
    <section className={css.panel} aria-label={title} id={id}>
      <div className={css.panelHead}>
        <div>
          <h2>{title}</h2>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      <div className={flush ? css.flush : css.inset}>{children}</div>
    </section>
  );
}

/** Stack puts panels below each other. */
export function Stack({ children, inside }: { children: ReactNode; inside?: Ref<HTMLDivElement> }) {
  return (
    <div ref={inside} className={css.column}>
      {children}
    </div>
  );
}

/** Columns puts a main part and a narrow one side by side where there is room. */
export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={css.columns}>
      <div className={css.column}>{main}</div>
      <div className={css.column}>{side}</div>
    </div>
  );
}

/** Facts is a list of names and values. */
export function Facts({ of, wide }: { of: [name: string, value: ReactNode][]; wide?: boolean }) {
  return (
    <dl className={css.facts} data-wide={wide || undefined}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Tone gives a state its colour; the text says the same without it. */
export type Tone = "good" | "warn" | "bad" | "plain";

/** State is a word about how something stands. */
export function State({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={css.stateWord} data-tone={tone} title={title}>
      <span aria-hidden="true" className={css.dot} />
      {children}
    </span>
  );
}

/** Code is a party's code: the same look everywhere. */
export function Code({ children }: { children: ReactNode }) {
  return <span className={css.code}>{children}</span>;
}

/** Cut shows the head of a long value, the whole on hover, and selects as a whole. */
export function Cut({ value, head = 12 }: { value: string; head?: number }) {
  const cut = value.length > head + 1;
  return (
    <span className={css.cut} title={cut ? value : undefined}>
      {cut ? value.slice(0, head) + "…" : value}
    </span>
  );
}
