import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { CheckIcon, CrossIcon } from "../base/icons";
import { useLink } from "../base/live";
import { Code } from "../base/page";
import { useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Clock } from "./Clock";
import { proposalsQuery, type Member, type Proposal } from "./queries";
import { isMissing, latest, openRound, sentences, standOf, stateWord, tally, toneOf } from "./standing";
import css from "./wall.module.css";
import { inOwn } from "./words";

/** Wall shows every running clock, to be read from across the room: with each member's mark, and what was decided last. */
export function Wall() {
  const query = useQuery(proposalsQuery);
  const { party } = useSession();
  const link = useLink(); // what nobody can see to be old must say so
  useEffect(() => {
    document.title = `${w.crisis.wallPage.title} · ${w.product}`;
  }, []);
  return (
    <div className={css.wall}>
      <header className={css.head}>
        <h1>{w.crisis.wallPage.title}</h1>
        <span className={css.soft}>
          <span role="status">{link !== "live" && <strong>{w.link[link]}. </strong>}</span>
          <Code>{party.code}</Code> <Link to="/crisis">{w.crisis.wallPage.back}</Link>
        </span>
      </header>
      <Ready of={query}>{({ of, ahead }) => <Clocks of={of} ahead={ahead} />}</Ready>
    </div>
  );
}

function Clocks({ of, ahead }: { of: Proposal[]; ahead: number }) {
  const t = w.crisis.wallPage;
  const running = of.filter((p) => openRound(p) && p.state !== "doubtful").sort((a, b) => (latest(a)?.expires ?? "").localeCompare(latest(b)?.expires ?? ""));
  const done = of.filter((p) => latest(p)?.closing || p.state === "doubtful").slice(0, 6);
  return (
    <>
      {running.length === 0 ? (
        <Empty title={t.none} text={t.noneText} />
      ) : (
        <ul className={css.clocks}>
          {running.map((p) => (
            <Running key={p.id} of={p} ahead={ahead} />
          ))}
        </ul>
      )}
      {done.length > 0 && (
        <section aria-label={t.latest}>
          <h2>{t.latest}</h2>
          <ul className={css.done}>
            {done.map((p) => (
              <li key={p.id} data-tone={toneOf(p)}>
                <strong>{p.text.rehearsal ? `${w.crisis.rehearsal.tag}: ${stateWord(p)}` : stateWord(p)}</strong>
                <Link to="/crisis/$id" params={{ id: p.id }}>
                  {inOwn(p.text.title)}
                </Link>
                <span className={css.soft}>
                  <When at={latest(p)?.closing?.at} never="" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Running({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const r = latest(p);
  if (!r) return null;
  const s = tally(r);
  return (
    <li className={css.one} data-tone={s.missing.length > 0 ? "bad" : "plain"}>
      <div className={css.what}>
        <h2>
          <Link to="/crisis/$id" params={{ id: p.id }}>
            {inOwn(p.text.title)}
          </Link>
        </h2>
        <p className={css.soft}>
          {p.text.rehearsal && <strong>{w.crisis.rehearsal.tag} </strong>}
          {p.body.name}, {lookup(w.crisis.level, r.level)}, {lookup(w.crisis.mode, r.mode)}, TLP:{p.tlp.toUpperCase()}
        </p>
        <p>{s.missing.length > 0 ? w.crisis.now.lacking(s.missing.join(", ")) : (sentences(p)[0] ?? "")}</p>
      </div>
      <Clock due={r.expires} ahead={ahead} size="wall" />
      <ul className={css.marks} aria-label={w.crisis.wallPage.legend}>
        {r.members.map((m) => (
          <li key={m.party} data-mark={markOf(m)}>
            <span className={css.code}>{m.party}</span>
            <span className={css.sign}>{isMissing(m) || standOf(m) === "break" ? <CrossIcon size={22} /> : m.opened || standOf(m) !== "" ? <CheckIcon size={22} /> : null}</span>
            <span>{w.crisis.wallPage[markOf(m)]}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

type Mark = "left" | "joins" | "reserves" | "objects" | "opened" | "has" | "missing";

/** markOf gives the one word that says most about a member. */
function markOf(m: Member): Mark {
  if (!m.counts) return "left";
  switch (standOf(m)) {
    case "join":
      return "joins";
    case "reserve":
      return "reserves";
    case "break":
      return "objects";
  }
  return isMissing(m) ? "missing" : m.opened ? "opened" : "has";
}
