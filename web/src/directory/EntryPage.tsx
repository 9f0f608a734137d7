import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DownIcon } from "../base/icons";
import { Code, Columns, Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { BeginButton } from "./BeginButton";
import { Calls, Copy, Reached } from "./Calls";
import css from "./directory.module.css";
import { hoursText } from "./entry";
import { entryQuery, type Said, type View } from "./queries";

const exports = ["rfc2350.txt", "contacts.vcf", "security.txt", "entry.json"] as const;

/** EntryPage is one party in the directory: whom to call first, then all else that it tells. */
export function EntryPage() {
  const { code } = useParams({ from: "/inside/directory/$code" });
  const query = useQuery(entryQuery(code));
  const may = useMay("directory.edit");
  const v = query.data;
  return (
    <Page
      title={v?.team || v?.name || code}
      lead={
        <span className={css.callFoot}>
          <Code>{code}</Code> {v?.name} {v && <Reached of={v.reachability} />} {v && !v.self && <State tone={v.trust === "compared" ? "good" : "warn"}>{lookup(w.keyring.trust, v.trust)}</State>}
        </span>
      }
      above={<Link to="/directory">{w.directory.title}</Link>}
      actions={
        v && (
          <div className={css.links}>
            {v.calls.length > 0 && <BeginButton party={code} of={v} />}
            {v.self && may && <Link to="/directory/edit">{w.directory.edit}</Link>}
          </div>
        )
      }
    >
      <Ready of={query}>{(data) => (data.said ? <Entry of={data} said={data.said} /> : <Empty title={w.directory.noEntry} text={data.self ? w.directory.noOwnText : w.directory.noEntryText} />)}</Ready>
    </Page>
  );
}

function Entry({ of, said }: { of: View; said: Said }) {
  const t = said.team;
  const c = said.constituency;
  const texts = Object.entries(said.texts).sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  return (
    <Columns
      main={
        <>
          {of.conflicts.length > 0 && (
            <Panel title={w.directory.conflict} lead={w.directory.conflictLead}>
              <ul>
                {of.conflicts.map((x) => (
                  <li key={x.digest} className={css.print}>
                    {x.digest} · {x.via} · <When at={x.known_at} />
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title={w.directory.contacts} lead={w.directory.contactsLead} flush>
            <Calls of={of.calls} />
          </Panel>
          <Panel title={w.directory.constituency} lead={c.description || undefined}>
            <Facts
              wide
              of={[
                [w.directory.prefixes, <Tags key="p" of={c.prefixes} />],
                [w.directory.asns, <Tags key="a" of={c.asns.map((n) => `AS${n}`)} />],
                [w.directory.domains, <Tags key="d" of={c.domains} />],
                [w.directory.countries, <Tags key="c" of={c.countries} />],
                [w.directory.sectors, <Tags key="s" of={c.sectors} />],
              ]}
            />
          </Panel>
          {texts.length > 0 && (
            <Panel title={w.directory.texts}>
              {texts.map(([number, text]) => (
                <section key={number} className={css.text}>
                  <h3>
                    {number} {lookup(w.directory.section, number)}
                  </h3>
                  <p>{text}</p>
                </section>
              ))}
            </Panel>
          )}
        </>
      }
      side={
        <>
          <Panel title={w.directory.team}>
            <Facts
              of={[
                ...fact(w.directory.short, t.short),
                ...fact(w.directory.host, t.host),
                [w.directory.zone, t.zone],
                ...fact(w.directory.hours, hoursText(t.hours)),
                ...fact(w.directory.country, t.country),
                ...fact(w.directory.established, t.established),
                ...fact(w.directory.addressField, t.address && <span className={css.pre}>{t.address}</span>),
                ...fact(w.directory.websites, t.websites.join(" ")),
                ...fact(w.directory.languages, t.languages.join(", ")),
                [w.directory.changed, <When key="at" at={of.changed_at} />],
                ...(of.via && of.via !== of.code ? fact(w.directory.via, of.via) : []),
              ]}
            />
          </Panel>
          {said.keys.length > 0 && (
            <Panel title={w.directory.keys}>
              <ul className={css.list}>
                {said.keys.map((k) => (
                  <li key={k.fingerprint}>
                    <span className={css.print}>{k.fingerprint}</span> <Copy value={k.fingerprint} />
                    <div className={css.soft}>
                      {k.user} <Expiry at={k.expires} /> {k.armor ? w.directory.armorTold : w.directory.armorNot}
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {said.offices.length > 0 && (
            <Panel title={w.directory.offices}>
              <ul className={css.list}>
                {said.offices.map((o) => (
                  <li key={o.id}>
                    <strong>{o.name}</strong>
                    <div className={css.soft}>{o.successor ? w.directory.succeeded(said.offices.find((x) => x.id === o.successor)?.name ?? o.successor) : o.answers}</div>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {said.people.length > 0 && (
            <Panel title={w.directory.people}>
              <ul className={css.list}>
                {said.people.map((p) => (
                  <li key={p.position + p.name}>
                    <strong>{p.name || p.position}</strong> {p.name && p.position}
                    <div className={css.soft}>{[p.phone, p.email, p.languages.join(", ")].filter((x) => x !== "").join(" · ")}</div>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {(said.services.length > 0 || said.memberships.length > 0) && (
            <Panel title={w.directory.services}>
              <ul className={css.list}>
                {said.services.map((s) => (
                  <li key={s}>
                    {s} {lookup(w.directory.service, s)}
                  </li>
                ))}
                {said.memberships.map((m) => (
                  <li key={m.body}>
                    <strong>{lookup(w.directory.body, m.body)}</strong> {[m.status, m.since, m.number].filter((x) => x !== "").join(", ")}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {of.told.length > 0 && (
            <Panel title={w.directory.told} lead={w.directory.toldLead}>
              <ul className={css.list}>
                {of.told.map((x) => (
                  <li key={x.by}>
                    <Code>{x.by}</Code> <State tone={x.score >= 80 ? "good" : x.score >= 50 ? "warn" : "bad"}>{x.score} %</State> <When at={x.at} />
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title={w.directory.files}>
            <ul className={css.list}>
              {exports.filter((f) => f !== "security.txt" || of.security).map((f) => (
                <li key={f}>
                  <a href={`/api/v1/directory/parties/${encodeURIComponent(of.code)}/${f}`} download={`${of.code}-${f}`}>
                    <DownIcon size={14} /> {lookup(w.directory.file, f)}
                  </a>
                </li>
              ))}
            </ul>
          </Panel>
        </>
      }
    />
  );
}

const fact = (name: string, value: ReactNode): [string, ReactNode][] => (value ? [[name, value]] : []);

function Tags({ of }: { of: string[] }) {
  if (of.length === 0) return <span className={css.soft}>{w.state.none}</span>;
  return (
    <span className={css.tags}>
      {of.slice(0, 200).map((x) => (
        <span key={x}>{x}</span>
      ))}
      {of.length > 200 && <span>{w.directory.more(of.length - 200)}</span>}
    </span>
  );
}

function Expiry({ at }: { at: string }) {
  if (at === "") return <>{w.directory.neverExpires}</>;
  const left = (new Date(at + "T23:59:59Z").getTime() - Date.now()) / 86_400_000;
  return <State tone={left < 0 ? "bad" : left < 30 ? "warn" : "plain"}>{left < 0 ? w.directory.expiredAt(at) : w.directory.expiresAt(at)}</State>;
}
