import { Button, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState, type KeyboardEvent } from "react";
import { Page, Panel } from "../base/page";
import { Empty, Ready } from "../base/states";
import { lookup, w } from "../words";
import { daysFrom, pieces, plus, weekOf, type Day, type Zone } from "./days";
import css from "./expert.module.css";
import { rosterQuery, type Expert } from "./queries";

/** Roster is people by days: who is on standby, held, or away. Days are those of the reader's clock, or of UTC. */
export function Roster() {
  const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const [zone, setZone] = useState<Zone>("local");
  const [start, setStart] = useState(() => weekOf(new Date(), "local"));
  const days = daysFrom(start, narrow ? 7 : 28, zone);
  const end = days[days.length - 1]?.end ?? start;
  const query = useQuery({ ...rosterQuery(start.toISOString(), end.toISOString()), placeholderData: (before) => before });
  const day = (at: Date, style: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(w.locale, { ...style, ...(zone === "utc" && { timeZone: "UTC" }) }).format(at);
  const named = zone === "utc" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Page title={w.expert.roster.title} lead={<Link to="/experts">{w.expert.title}</Link>}>
      <Panel
        title={w.expert.roster.span(day(start, { day: "numeric", month: "long" }), day(plus(end, -1, zone), { day: "numeric", month: "long", year: "numeric" }))}
        lead={w.expert.roster.zone(named)}
        flush
        actions={
          <div className={css.ask}>
            <SegmentedControl
              aria-label={w.expert.roster.clock}
              data={[
                { value: "local", label: w.expert.roster.local },
                { value: "utc", label: "UTC" },
              ]}
              value={zone}
              onChange={(z) => (setZone(z as Zone), setStart(weekOf(new Date(start.getTime() + 12 * 3_600_000), z as Zone)))}
            />
            <Button variant="default" onClick={() => setStart(plus(start, -7, zone))}>
              {w.expert.roster.earlier}
            </Button>
            <Button variant="default" onClick={() => setStart(weekOf(new Date(), zone))}>
              {w.expert.roster.today}
            </Button>
            <Button variant="default" onClick={() => setStart(plus(start, 7, zone))}>
              {w.expert.roster.later}
            </Button>
            <Button variant="default" onClick={() => window.print()}>
              {w.expert.roster.print}
            </Button>
          </div>
        }
      >
        <p className={css.legend}>
          {(["standby", "held", "away"] as const).map((k) => (
            <span key={k}>
              <span className={css.piece} data-kind={k} data-letter={w.expert.letter[k]} aria-hidden="true" />
              {w.expert.standing[k]}
            </span>
          ))}
        </p>
        <Ready of={query}>
          {(data) => {
            const people = data.items.filter((e) => e.state === "active" || e.holds.length > 0);
            return people.length === 0 ? <Empty title={w.expert.nobody} text={w.expert.nobodyText} /> : <Grid of={people} days={days} zone={zone} day={day} />;
          }}
        </Ready>
      </Panel>
    </Page>
  );
}

type Say = (at: Date, style: Intl.DateTimeFormatOptions) => string;

/** Grid is one field for the keyboard: arrows move from day to day and from person to person, and what the day holds is said below. */
function Grid({ of, days, zone, day }: { of: Expert[]; days: Day[]; zone: Zone; day: Say }) {
  const [at, setAt] = useState<[row: number, column: number]>([0, 0]);
  const body = useRef<HTMLTableSectionElement>(null);
  const row = Math.min(at[0], of.length - 1);
  const column = Math.min(at[1], days.length - 1);
  const move = (e: KeyboardEvent) => {
    const by: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -column], End: [0, days.length], PageUp: [-10, 0], PageDown: [10, 0] };
    const step = by[e.key];
    if (!step) return;
    e.preventDefault();
    const next: [number, number] = [Math.max(0, Math.min(of.length - 1, row + step[0])), Math.max(0, Math.min(days.length - 1, column + step[1]))];
    setAt(next);
    body.current?.querySelector<HTMLElement>(`[data-at="${next[0]}-${next[1]}"]`)?.focus();
  };
  const now = Date.now();
  const weekend = (d: Day) => [0, 6].includes(zone === "utc" ? d.start.getUTCDay() : d.start.getDay()) || undefined;
  const chosen = of[row];
  const chosenDay = days[column];
  return (
    <>
      <table className={css.roster} role="grid" aria-label={w.expert.roster.title}>
        <thead>
          <tr>
            <th className={css.who} scope="col">
              {w.expert.name}
            </th>
            {days.map((d) => (
              <th key={d.start.getTime()} scope="col" data-weekend={weekend(d)} data-today={(d.start.getTime() <= now && now < d.end.getTime()) || undefined}>
                <abbr title={day(d.start, { dateStyle: "full" })} style={{ textDecoration: "none" }}>
                  {day(d.start, { weekday: "narrow" })}
                  <br />
                  {day(d.start, { day: "numeric" })}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={move}>
          {of.map((e, r) => (
            <tr key={e.id}>
              <th className={css.who} scope="row">
                <Link to="/experts/$id" params={{ id: e.id }}>
                  {e.profile.name}
                </Link>
              </th>
              {days.map((d, c) => (
                <td
                  key={d.start.getTime()}
                  className={css.cell}
                  data-weekend={weekend(d)}
                  data-at={`${r}-${c}`}
                  role="gridcell"
                  tabIndex={r === row && c === column ? 0 : -1}
                  aria-label={told(e, d, day)}
                  onFocus={() => setAt([r, c])}
                  onClick={(x) => x.currentTarget.focus()}
                >
                  {pieces(e, d).map((p, i) => (
                    <span key={i} className={css.piece} data-kind={p.kind} data-letter={p.to - p.from > 0.6 ? w.expert.letter[p.kind] : ""} style={{ left: `${p.from * 100}%`, right: `${(1 - p.to) * 100}%` }} aria-hidden="true" />
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.told}>{chosen && chosenDay && `${chosen.profile.name}, ${told(chosen, chosenDay, day)}`}</p>
    </>
  );
}

/** told says in words what a day holds for a person. */
function told(e: Expert, d: Day, day: Say): string {
  const clock = (t: Date) => (t.getTime() === d.end.getTime() ? "24:00" : day(t, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  const what = pieces(e, d).map((p) => `${lookup(w.expert.standing, p.kind)} ${clock(p.begin)}–${clock(p.end)}${p.text && ` (${p.text})`}`);
  return `${day(d.start, { weekday: "long", day: "numeric", month: "long" })}: ${what.join("; ") || w.expert.standing.off}`;
}
