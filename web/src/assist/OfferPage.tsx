import { Button, Checkbox, MultiSelect, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Arrived } from "../base/Arrived";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { localInput } from "../base/time";
import { Levelled } from "../expert/Levels";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { Match, useWho } from "./Match";
import { emptyTeam, linesOf, proposed, type Filling } from "./offering";
import { matchQuery, requestQuery, useAct, type Proposal, type RequestPage } from "./queries";
import { useRoleText } from "./Roles";
import { useTerms } from "./terms";

/** OfferPage makes an offer: who would take which seat, in which time, with which caveats. */
export function OfferPage() {
  const { id } = useParams({ from: "/inside/assistance/$id/offer" });
  const query = useQuery(requestQuery(id));
  const match = useQuery(matchQuery(id, "pool"));
  return (
    <Arrived kind={w.assist.offer.title} of={query}>
      {(page) => (
        <Page title={w.assist.offer.title} lead={w.assist.offer.lead} above={<Link to="/assistance/$id" params={{ id }}>{page.case.request.title}</Link>}>
          <Stack>
            <Ready of={match}>{(p) => <Form page={page} match={p} />}</Ready>
            <Match of={page} only="pool" />
          </Stack>
        </Page>
      )}
    </Arrived>
  );
}

const hour = 3_600_000;

function Form({ page, match }: { page: RequestPage; match: Proposal }) {
  const c = page.case;
  const may = useMay("assist.offer");
  const navigate = useNavigate();
  const who = useWho(match);
  const roleText = useRoleText();
  const [filling, setFilling] = useState<Filling>(() => proposed(match));
  const [from, setFrom] = useState(c.request.needed_by ? localInput(c.request.needed_by) : "");
  const [until, setUntil] = useState("");
  const [valid, setValid] = useState(() => localInput(new Date(Date.now() + 24 * hour).toISOString()));
  const [caveats, setCaveats] = useState("");
  const [attested, setAttested] = useState("");
  const [cost, setCost] = useState(c.request.cost ?? "");
  const [authorised, setAuthorised] = useState("");
  const lines = linesOf(c.request.roles ?? [], filling);
  const people = lines.reduce((n, l) => n + (l.team?.people ?? 1), 0);
  const iso = (v: string) => new Date(v).toISOString();
  const run = useAct(async () => {
    await take(
      api.POST("/assist/requests/{id}/offers", {
        params: { path: { id: c.id } },
        body: { lines, services: c.request.services ?? [], valid: iso(valid), ...(from && { from: iso(from) }), ...(until && { until: iso(until) }), ...(caveats.trim() && { caveats: caveats.trim() }), ...(attested.trim() && { attested: attested.trim() }), ...(cost.trim() && { cost: cost.trim() }), ...(authorised.trim() && { authorised: authorised.trim() }) },
      }),
    );
    await navigate({ to: "/assistance/$id", params: { id: c.id } });
  });
  return (
    <Panel title={w.assist.offer.lines} lead={w.assist.offer.linesLead}>
      {(c.request.roles ?? []).map((r) => (
        <fieldset key={r.id} className={css.piece}>
          <legend>{`${r.count} × ${roleText(r)}`}</legend>
          <MultiSelect
            label={w.assist.offer.people}
            searchable
            placeholder={w.assist.offer.choose}
            data={match.people.map((x) => ({ value: x.id, label: who(x.id), disabled: Object.entries(filling).some(([role, f]) => role !== r.id && f.people.includes(x.id)) }))}
            value={filling[r.id]?.people ?? []}
            onChange={(v) => setFilling({ ...filling, [r.id]: { people: v, team: filling[r.id]?.team ?? null } })}
          />
          <TeamFields of={filling[r.id]?.team ?? null} set={(team) => setFilling({ ...filling, [r.id]: { people: team ? [] : (filling[r.id]?.people ?? []), team } })} seats={r.count} />
        </fieldset>
      ))}
      <div className={css.grid}>
        <TextInput type="datetime-local" label={w.assist.offer.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <TextInput type="datetime-local" label={w.assist.offer.until} description={w.assist.offer.untilText} value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
        <TextInput type="datetime-local" label={w.assist.offer.valid} value={valid} onChange={(e) => setValid(e.currentTarget.value)} />
        <TextInput label={w.assist.offer.attested} maxLength={300} value={attested} onChange={(e) => setAttested(e.currentTarget.value)} />
        <TextInput label={w.assist.offer.authorised} description={w.assist.offer.authorisedText} maxLength={300} value={authorised} onChange={(e) => setAuthorised(e.currentTarget.value)} />
        <Textarea label={w.assist.offer.caveats} autosize minRows={2} maxLength={4000} value={caveats} onChange={(e) => setCaveats(e.currentTarget.value)} />
        <Textarea label={lookup(w.assist.field, "cost")} autosize minRows={2} maxLength={4000} value={cost} onChange={(e) => setCost(e.currentTarget.value)} />
      </div>
      {may && (
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setFilling(proposed(match))}>
            {w.assist.offer.take}
          </Button>
          <Confirm open={w.assist.offer.do} title={w.assist.offer.askTitle} text={w.assist.offer.askText} go={w.assist.offer.go} act={run} args={undefined} disabled={lines.length === 0 || valid === ""}>
            <p className={css.consequence}>{lines.length === 0 ? w.assist.offer.nobody : w.assist.offer.consequence(people, c.owner)}</p>
          </Confirm>
        </div>
      )}
    </Panel>
  );
}

function TeamFields({ of, set, seats }: { of: Filling[string]["team"]; set: (t: Filling[string]["team"]) => void; seats: number }) {
  const terms = useTerms();
  return (
    <>
      <Checkbox label={w.assist.offer.team} checked={of !== null} onChange={(e) => set(e.currentTarget.checked ? emptyTeam(seats) : null)} />
      {of && (
        <div className={css.grid}>
          <NativeSelect size="xs" label={w.assist.offer.teamType} data={Object.entries(w.assist.teams).map(([value, label]) => ({ value, label }))} value={of.type} onChange={(e) => set({ ...of, type: e.currentTarget.value })} />
          <NumberInput size="xs" label={w.assist.offer.teamLevel} min={1} max={4} value={of.level} onChange={(v) => set({ ...of, level: Number(v) || 1 })} />
          <NumberInput size="xs" label={w.assist.offer.teamPeople} min={1} max={50} value={of.people} onChange={(v) => set({ ...of, people: Number(v) || 1 })} />
          <TextInput size="xs" label={w.assist.offer.kit} maxLength={300} value={of.kit ?? ""} onChange={(e) => set({ ...of, kit: e.currentTarget.value })} />
        </div>
      )}
      {of && (
        <Levelled
          title={w.assist.offer.teamSkills}
          what={w.expert.skill}
          list={terms.options("skills")}
          levels={w.expert.levels}
          of={(of.minimum ?? []).map((m) => ({ code: m.skill, level: m.level }))}
          set={(all) => set({ ...of, minimum: all.map((s) => ({ skill: s.code, level: s.level, count: of.minimum?.find((m) => m.skill === s.code)?.count ?? 1 })) })}
        />
      )}
    </>
  );
}
