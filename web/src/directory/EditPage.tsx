import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { api, take } from "../base/api";
import { Page, Panel, Stack } from "../base/page";
import { useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import { Changes } from "./Changes";
import { ContactFields } from "./ContactFields";
import css from "./directory.module.css";
import { empty } from "./entry";
import { ImportPanel } from "./ImportPanel";
import { ConstituencyFields, StandingFields, TextFields } from "./MoreFields";
import { entryQuery, type Change, type Said } from "./queries";
import { Rows } from "./Rows";
import { TeamFields } from "./TeamFields";

/** EditPage is the form of our own entry. What an import would change is shown before it is taken into the form. */
export function EditPage() {
  const own = useSession().party.code;
  const query = useQuery({ ...entryQuery(own), refetchInterval: false, refetchOnWindowFocus: false });
  return (
    <Page title={w.directory.editTitle} lead={w.directory.editLead} above={<Link to="/directory">{w.directory.title}</Link>}>
      <Ready of={query}>{(data) => <Form said={data.said ?? empty()} serial={data.serial} own={own} />}</Ready>
    </Page>
  );
}

function Form({ said: before, serial, own }: { said: Said; serial: number; own: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  // The serial that the form was opened with: a change made meanwhile by another is found out by the node.
  const [from] = useState(serial);
  const [said, setSaid] = useState(before);
  const [taken, setTaken] = useState<Change[] | null>(null);
  const [bad, setBad] = useState<Record<string, boolean>>({});
  const set = <K extends keyof Said>(name: K, value: Said[K]) => setSaid((s) => ({ ...s, [name]: value }));
  const mark = (at: string, wrong: boolean) => setBad((b) => ({ ...b, [at]: wrong }));
  const save = useMutation({
    mutationFn: () => take(api.PUT("/directory/entry", { body: { serial: from, said } })),
    onSuccess: async (r) => {
      await client.invalidateQueries({ queryKey: ["directory"] });
      await (r.waiting ? navigate({ to: "/directory" }) : navigate({ to: "/directory/$code", params: { code: own } }));
    },
  });
  const wrong = Object.values(bad).some((b) => b);
  return (
    <Stack>
      <ImportPanel
        take={(p) => {
          setSaid(p.said);
          setTaken(p.changes);
        }}
      />
      {taken && (
        <Panel title={w.directory.taken} lead={w.directory.takenLead} flush>
          <Changes of={taken} />
        </Panel>
      )}
      <Fragment key={taken ? "taken" : "own"}>
        <Panel title={w.directory.team}>
          <TeamFields of={said.team} set={(t) => set("team", t)} mark={mark} />
        </Panel>
        <Panel title={w.directory.contacts} lead={w.directory.contactsEdit}>
          <ContactFields of={said.contacts} offices={said.offices} keys={said.keys} set={(c) => set("contacts", c)} mark={mark} />
        </Panel>
        <Panel title={w.directory.keys} lead={w.directory.keysEdit}>
          <Rows name={w.directory.key} of={said.keys} set={(k) => set("keys", k)} make={() => ({ fingerprint: "", user: "", expires: "", armor: "" })} columns={[["fingerprint", w.directory.fingerprint], ["user", w.directory.user], ["expires", w.directory.expires, "date"], ["armor", w.directory.armor, "area"]]} />
        </Panel>
        <Panel title={w.directory.constituency}>
          <ConstituencyFields of={said.constituency} set={(c) => set("constituency", c)} />
        </Panel>
        <Panel title={w.directory.offices}>
          <Rows name={w.directory.office} of={said.offices} set={(o) => set("offices", o)} make={() => ({ id: "", name: "", answers: "", successor: "" })} columns={[["id", w.directory.id], ["name", w.directory.name], ["answers", w.directory.answersFor], ["successor", w.directory.successor]]} />
        </Panel>
        <Panel title={w.directory.people} lead={w.directory.peopleEdit}>
          <Rows
            name={w.directory.person}
            of={said.people}
            set={(p) => set("people", p)}
            make={() => ({ position: "", name: "", languages: [], phone: "", email: "", key: "" })}
            columns={[["position", w.directory.position], ["name", w.directory.name], ["languages", w.directory.languages], ["phone", w.directory.phone], ["email", w.directory.email]]}
          />
        </Panel>
        <Panel title={w.directory.services}>
          <StandingFields of={said} set={(s) => setSaid((x) => ({ ...x, ...s }))} />
        </Panel>
        <Panel title={w.directory.texts} lead={w.directory.textsEdit}>
          <TextFields of={said.texts} set={(t) => set("texts", t)} />
        </Panel>
      </Fragment>
      <form
        className={css.bar}
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate();
        }}
      >
        {save.error && <Failure of={save.error} />}
        {wrong && <span role="status">{w.directory.wrongHours}</span>}
        <span className={css.soft}>{w.directory.saveText}</span>
        <Button type="submit" loading={save.isPending} disabled={wrong}>
          {w.directory.save}
        </Button>
      </form>
    </Stack>
  );
}
