import { Checkbox, SegmentedControl } from "@mantine/core";
import { diffWords } from "diff";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { languageName } from "../expert/languages";
import { Facts, Panel } from "../base/page";
import { full } from "../base/time";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import type { Proposal, Text } from "./queries";
import { latest, openRound } from "./standing";
import { effectText, languagesOf } from "./words";

/** TextPanel shows the latest text in the reader's language, the others a tab away, and what a revision has changed. */
export function TextPanel({ of: p }: { of: Proposal }) {
  const t = w.crisis.text;
  const languages = languagesOf(p.text.title);
  const [chosen, choose] = useState("");
  const [redline, setRedline] = useState(true);
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? "en");
  const before = p.texts.find((x) => x.rev === p.text.rev - 1);
  const r = latest(p);
  return (
    <Panel title={p.texts.length > 1 ? w.crisis.textNo(p.text.rev) : t.title} lead={openRound(p) ? t.frozen : undefined}>
      {(languages.length > 1 || before) && (
        <div className={css.tabs}>
          {languages.length > 1 && <SegmentedControl aria-label={t.languages} value={language} onChange={choose} data={languages.map((l) => ({ value: l, label: languageName(l) }))} />}
          {before && <Checkbox label={t.showRedline} checked={redline} onChange={(e) => setRedline(e.currentTarget.checked)} />}
        </div>
      )}
      {p.text.why !== "" && (
        <p>
          {t.reason}: <span className={css.soft}>{p.text.why}</span>
        </p>
      )}
      {before && redline ? (
        <Redline was={flat(before, language)} is={flat(p.text, language)} language={language} title={t.changes(before.rev, p.text.rev)} />
      ) : (
        <div lang={language} className={css.words}>
          <h3>{p.text.title[language]}</h3>
          <p className={css.said}>{p.text.text[language]}</p>
        </div>
      )}
      {p.text.annexes.length > 0 && (
        <>
          <h3>{t.annexes}</h3>
          {p.text.annexes.map((a) => (
            <details key={a.title}>
              <summary>{a.title}</summary>
              <p className={css.said}>{a.text}</p>
            </details>
          ))}
        </>
      )}
      <Facts wide of={[[t.level, lookup(w.crisis.level, p.text.level)], [t.mode, `${lookup(w.crisis.mode, p.text.mode)}. ${lookup(w.crisis.modeText, p.text.mode)}`], ...(r?.urgent && r.rev === p.text.rev ? [[t.urgent, r.urgent] as [string, string]] : []), [t.effects, <Effects key="e" of={p.text} />], ...links(p.text)]} />
    </Panel>
  );
}

/** flat is what a redline compares: the title and the words. */
const flat = (t: Text, language: string): string => [t.title[language] ?? "", t.text[language] ?? ""].join("\n\n");

/** Redline shows what was struck and what was put in. */
export function Redline({ was, is, language, title }: { was: string; is: string; language: string; title: string }) {
  if (was === is) return <p className={css.soft}>{w.crisis.text.same}</p>;
  return (
    <section aria-label={title} className={css.words}>
      <h3>{title}</h3>
      <p className={css.changes} lang={language}>
        {diffWords(was, is).map((part, i) => (part.added ? <ins key={i}>{part.value}</ins> : part.removed ? <del key={i}>{part.value}</del> : <span key={i}>{part.value}</span>))}
      </p>
    </section>
  );
}

function Effects({ of }: { of: Text }) {
  if (of.effects.length === 0) return w.crisis.text.noEffects;
  return (
    <ul>
      {of.effects.map((e, i) => (
        <li key={i}>
          {effectText(e)}
          {e.until && `, ${w.crisis.text.until(full(new Date(e.until)))}`}
        </li>
      ))}
    </ul>
  );
}

function links(t: Text): [string, React.ReactNode][] {
  const x = w.crisis.text;
  return [
    ...(t.incident === "" ? [] : [[x.incident, <Link key="i" to="/incidents/$id" params={{ id: t.incident }}>{t.incident}</Link>] as [string, React.ReactNode]]),
    ...(t.requests.length === 0 ? [] : [[x.request, t.requests.map((id) => <p key={id}><Link to="/assistance/$id" params={{ id }}>{id}</Link></p>)] as [string, React.ReactNode]]),
    ...(t.objects.length === 0 ? [] : [[x.object, t.objects.map((id) => <p key={id}><Link to="/intel/$id" params={{ id }}>{id}</Link></p>)] as [string, React.ReactNode]]),
  ];
}
