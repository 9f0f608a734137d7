import { Button, Checkbox, Modal, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { languageOf } from "../agreement/standing";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { Marking } from "../base/marking";
import { Code, State } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { breaks } from "../theme/tokens";
import { lookup, w } from "../words";
import { say } from "../words/say";
import css from "./incident.module.css";
import { sharingQuery, useAct, type Offer, type Room, type Sharing } from "./queries";
import { goesTo, headline } from "./standing";

/** ShareButton opens the way out of an incident: by what, with whom, and exactly what. */
export function ShareButton({ of }: { of: Room }) {
  const [opened, setOpened] = useState(false);
  const narrow = useMediaQuery(`(max-width: ${breaks.narrow}px)`);
  useOffer(w.incident.share.title, () => setOpened(true));
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.incident.share.open}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.incident.share.title} size="xl" fullScreen={narrow ?? false} closeButtonProps={{ "aria-label": w.state.close }}>
        {opened && <ShareForm of={of} close={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

function ShareForm({ of, close }: { of: Room; close: () => void }) {
  const [to, setTo] = useState<string[]>([]);
  const query = useQuery({ ...sharingQuery(of.id, to), placeholderData: keepPreviousData });
  return <Ready of={query}>{(data) => <Choose of={of} data={data} fresh={!query.isPlaceholderData} to={to} setTo={setTo} close={close} />}</Ready>;
}

function Choose({ of, data, fresh, to, setTo, close }: { of: Room; data: Sharing; fresh: boolean; to: string[]; setTo: (to: string[]) => void; close: () => void }) {
  const mayMeet = useMay("duty.answer");
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<string[]>([]); // what stays although it may go
  const [met, setMet] = useState(true);
  const basis = data.bases[chosen];
  const going = data.offers.filter((o) => goesTo(o) && !left.includes(o.ref));
  const run = useAct((_: undefined) =>
    take(api.POST("/incidents/{id}/share", { params: { path: { id: of.id } }, body: { agreement: basis?.agreement ?? "", provision: basis?.provision ?? "", to, entries: going.map((o) => o.ref), ...(met && mayMeet && basis?.kind === "report" && { met: true }) } })),
  );
  const s = w.incident.share;
  const ready = basis !== undefined && to.length > 0 && fresh && goesTo(data.opening);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (ready) run.mutate(undefined, { onSuccess: close });
  };
  const toggle = (p: string) => setTo(to.includes(p) ? to.filter((x) => x !== p) : [...to, p].sort());
  return (
    <form className={css.form} onSubmit={submit}>
      <Select
        label={s.basis}
        data={data.bases.map((b, i) => ({ value: String(i), label: `${b.title}, ${b.provision}: ${b.kind === "report" ? s.report : s.share}` }))}
        value={basis ? String(chosen) : null}
        onChange={(v) => (setChosen(Number(v ?? 0)), setTo([]))}
        allowDeselect={false}
        {...(basis && { description: `${basis.kind === "report" ? s.duty(basis.depositary) : s.permission} ${basis.text[languageOf(Object.keys(basis.text))] ?? ""}` })}
      />
      <fieldset className={css.set}>
        <legend>{s.to}</legend>
        <div className={css.row}>
          {(basis?.parties ?? []).map((p) => (
            <Checkbox key={p} label={p} checked={to.includes(p)} onChange={() => toggle(p)} />
          ))}
        </div>
      </fieldset>
      <fieldset className={css.set}>
        <legend>{s.goes}</legend>
        <p className={css.soft}>{s.goesText}</p>
        {to.length === 0 ? (
          <p>{s.nobody}</p>
        ) : (
          <div className={css.offers} tabIndex={0} role="group" aria-label={s.goes}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{s.entry}</th>
                  {data.parties.map((p) => (
                    <th key={p}>{p}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <Row of={data.opening} going fixed />
                {data.offers.map((o) => (
                  <Row key={o.ref} of={o} going={going.includes(o)} toggle={() => setLeft(left.includes(o.ref) ? left.filter((r) => r !== o.ref) : [...left, o.ref])} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </fieldset>
      {basis?.kind === "report" && mayMeet && <Checkbox label={s.met} checked={met} onChange={(e) => setMet(e.currentTarget.checked)} />}
      {to.length > 0 && fresh && (goesTo(data.opening) ? <p>{s.consequence(going.length, to.join(", "))}</p> : <p>{s.blocked}</p>)}
      {run.error && <Failure of={run.error} />}
      <div className={confirm.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" color="alarm" disabled={!ready} loading={run.isPending}>
          {s.do}
        </Button>
      </div>
    </form>
  );
}

function Row({ of, going, fixed, toggle }: { of: Offer; going: boolean; fixed?: boolean; toggle?: () => void }) {
  const s = w.incident.share;
  const what = fixed ? s.description : `${lookup(w.incident.act, of.act)} ${headline(of) || of.text || ""}`;
  return (
    <tr>
      <td data-name={s.entry}>
        <Checkbox label={what} checked={going} disabled={fixed || !goesTo(of)} onChange={() => toggle?.()} /> <Marking of={{ tlp: of.tlp }} />
      </td>
      {of.may.map((m) => (
        <td key={m.party} data-name={m.party}>
          <State tone={m.permit ? "good" : "bad"}>{m.permit ? s.may : s.mayNot}</State>
          {m.reason && (
            <p className={css.soft}>
              {say(m.reason.text, m.reason.phrase)} {m.reason.citation && <Code>{m.reason.citation.provision}</Code>}
            </p>
          )}
        </td>
      ))}
    </tr>
  );
}
