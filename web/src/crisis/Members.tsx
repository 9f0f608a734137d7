import { Code, Panel, State, type Tone } from "../base/page";
import { useSession } from "../base/session";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { ContactButton, ExcludeButton } from "./Chair";
import css from "./crisis.module.css";
import type { Member, Proposal, Round, Stand } from "./queries";
import { actsIn, isMissing } from "./standing";
import { inOwn } from "./words";

const toneOfStand: Record<string, Tone> = { join: "good", reserve: "warn", break: "bad" };

/** Members shows of every member whether it has the text, whether a person opened it, and what it says. */
export function Members({ of: p, round: r, ahead }: { of: Proposal; round: Round; ahead: number }) {
  const { party, user } = useSession();
  const t = w.crisis.members;
  const acts = actsIn(p, party.code, user.acts as string[]);
  const over = Date.now() - ahead >= Date.parse(r.expires);
  return (
    <Panel title={t.title} lead={t.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t.party}</th>
            <th>{t.delivered}</th>
            <th>{t.opened}</th>
            <th>{t.stand}</th>
            <th>{t.clock}</th>
          </tr>
        </thead>
        <tbody>
          {r.members.map((m) => (
            <tr key={m.party}>
              <td data-name={t.party}>
                <span>
                  <Code>{m.party}</Code> {m.party === party.code && t.we}
                </span>
              </td>
              <td data-name={t.delivered}>
                <Delivered of={m} />
              </td>
              <td data-name={t.opened}>
                <span>
                  <When at={m.opened} never={m.counts ? t.no : "–"} /> {m.opened_by && <span className={css.soft}>{m.opened_by}</span>}
                </span>
              </td>
              <td data-name={t.stand}>
                <div>
                  <Said of={m} over={over} />
                  {isMissing(m) && (
                    <div className={css.acts}>
                      {acts.includes("contact") && <ContactButton id={p.id} member={m.party} />}
                      {acts.includes("exclude") && <ExcludeButton id={p.id} member={m.party} />}
                    </div>
                  )}
                </div>
              </td>
              <td data-name={t.clock}>{clockText(m)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Delivered({ of: m }: { of: Member }) {
  const t = w.crisis.members;
  if (!m.delivered && !m.stand) return <State tone={m.counts ? "bad" : "plain"}>{t.unreachable}</State>;
  return (
    <div>
      <State tone="good">{t.reached}</State> <When at={m.delivered ?? m.stand?.recorded} />
      {!m.able && (
        <p>
          <State tone="bad">{t.unable}</State> <span className={css.soft}>{m.unable}</span>
        </p>
      )}
    </div>
  );
}

function Said({ of: m, over }: { of: Member; over: boolean }) {
  const t = w.crisis.members;
  if (m.stand) return <StandText of={m.stand} />;
  if (m.called)
    return (
      <>
        <State tone={toneOfStand[m.called.stand] ?? "plain"}>{lookup(w.crisis.stand, m.called.stand)}</State> {t.called(m.called.channel, m.called.person)}, <When at={m.called.at} />
        {m.called.words && <p className={css.quote}>{m.called.words}</p>}
      </>
    );
  if (!m.counts)
    return (
      <>
        <State tone="plain">{t.left}</State>
        <p className={css.quote}>{m.left}</p>
      </>
    );
  return <span className={css.soft}>{over ? t.silentOver : t.silent}</span>;
}

/** StandText is what a member stated, with its words and with what it would say instead. */
function StandText({ of: s }: { of: Stand }) {
  const amendment = inOwn(s.amendment);
  return (
    <>
      <State tone={toneOfStand[s.stand] ?? "plain"}>{lookup(w.crisis.stand, s.stand)}</State>{" "}
      <span className={css.soft}>
        {s.by}
        {s.second && ` ${w.crisis.members.second(s.second)}`}, <When at={s.recorded} />
      </span>
      {s.heeded && <p className={css.soft}>{w.crisis.members.heeded}</p>}
      {s.words && <p className={css.quote}>{s.words}</p>}
      {amendment && (
        <details>
          <summary>{w.crisis.text.amendment}</summary>
          <p className={css.quote}>{amendment}</p>
        </details>
      )}
    </>
  );
}

/** Late lists what came in too late, which stays on record. */
export function Late({ of }: { of: Stand[] }) {
  return (
    <Panel title={w.crisis.late.title} lead={w.crisis.late.lead} flush>
      <ul className={css.list}>
        {of.map((s) => (
          <li key={s.party + s.recorded}>
            <Code>{s.party}</Code> <StandText of={s} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** clockText says how far a member's clock can be from the secretariat's. */
function clockText(m: Member): string {
  const t = w.crisis.members;
  const o = m.offset;
  if (!o) return t.unknown;
  const span = (ms: number) => (Math.abs(ms) < 1000 ? `${w.number(Math.abs(ms))}\u00a0ms` : `${w.number(Math.round(Math.abs(ms) / 100) / 10)}\u00a0s`);
  const said = o.least > 0 ? t.ahead(span(o.least)) : o.most < 0 ? t.behind(span(o.most)) : t.near(span(Math.max(Math.abs(o.least), Math.abs(o.most))));
  return o.stepped ? `${said}, ${t.stepped}` : said;
}
