import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Marking } from "../base/marking";
import { Code, Page } from "../base/page";
import { useSession } from "../base/session";
import { Ready } from "../base/states";
import { Words } from "../federation/PeerCard";
import { nodeQuery, partiesQuery } from "../federation/queries";
import { lookup, w } from "../words";
import css from "./start.module.css";

const levels = ["red", "amber+strict", "amber", "green", "clear"];

/** QuickCard is one printable page for the wall of the operations room. It holds nothing secret. */
export function QuickCard() {
  const { party } = useSession();
  const node = useQuery(nodeQuery);
  const parties = useQuery(partiesQuery);
  return (
    <Page title={w.card.title} lead={<span className={css.screen}>{w.card.lead}</span>} actions={<Button onClick={() => window.print()}>{w.card.print}</Button>}>
      <article className={css.card}>
        <header>
          <h2>
            {w.product} · <Code>{party.code}</Code> {party.name}
          </h2>
          <p>
            {w.card.console}: <span className="mono">{window.location.origin}</span>
          </p>
        </header>
        <section>
          <h3>{w.card.words}</h3>
          <Ready of={node}>{(n) => <Words of={n.words} />}</Ready>
        </section>
        <section className={css.wide}>
          <h3>{w.card.night}</h3>
          <dl className={css.steps}>
            {w.card.steps.map(([when, what]) => (
              <div key={when}>
                <dt>{when}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section className={css.wide}>
          <h3>{w.card.peers}</h3>
          <Ready of={parties}>
            {(all) => {
              const others = all.items.filter((p) => !p.self);
              if (others.length === 0) return <p>{w.card.noPeers}</p>;
              return (
                <dl className={css.steps}>
                  {others.map((p) => (
                    <div key={p.code}>
                      <dt>
                        <Code>{p.code}</Code> {p.name}
                      </dt>
                      <dd>{p.words.join(" ")}</dd>
                    </div>
                  ))}
                </dl>
              );
            }}
          </Ready>
        </section>
        <section>
          <h3>{w.card.markings}</h3>
          <dl className={css.steps}>
            {levels.map((tlp) => (
              <div key={tlp}>
                <dt>
                  <Marking of={{ tlp, pap: "", unknown: [] }} />
                </dt>
                <dd>{lookup(w.marking.tlp, tlp)}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>{w.card.keys}</h3>
          <dl className={css.steps}>
            {w.card.keyList.map(([keys, what]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </article>
    </Page>
  );
}
