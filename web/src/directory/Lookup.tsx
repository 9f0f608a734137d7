import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Code, Panel } from "../base/page";
import { Empty, Ready } from "../base/states";
import { lookup, w } from "../words";
import { Calls, Reached } from "./Calls";
import css from "./directory.module.css";
import { lookupQuery, type Found } from "./queries";

/** Lookup asks whose an address is, and shows whom to call now. */
export function Lookup({ q }: { q: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState(q);
  if (asked !== q) {
    // The address of the page changed under the field, by the palette or the way back.
    setAsked(q);
    setTyped(q);
  }
  const query = useQuery(lookupQuery(q));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const next = typed.trim();
    void navigate({ to: "/directory", search: next === "" ? {} : { q: next } });
  };
  return (
    <Panel title={w.directory.lookup} lead={w.directory.lookupLead}>
      <form onSubmit={submit} className={css.ask} role="search">
        <TextInput aria-label={w.directory.lookupField} placeholder={w.directory.lookupHint} value={typed} maxLength={300} autoComplete="off" spellCheck={false} onChange={(e) => setTyped(e.currentTarget.value)} />
        <Button type="submit">{w.directory.lookupDo}</Button>
      </form>
      {q !== "" && (
        <div className={css.found} aria-live="polite">
          <Ready of={query}>{(data) => <FoundList of={data} />}</Ready>
        </div>
      )}
    </Panel>
  );
}

function FoundList({ of }: { of: Found }) {
  if (of.matches.length === 0) return <Empty title={w.directory.nobody(of.text)} text={w.directory.nobodyText} />;
  return (
    <>
      {of.overlap && (
        <p className={css.warn} role="status">
          {w.directory.overlap}
        </p>
      )}
      {of.matches.map((m) => (
        <section key={m.party.code} className={css.match} aria-label={m.party.team || m.party.name}>
          <h3>
            <Code>{m.party.code}</Code>{" "}
            <Link to="/directory/$code" params={{ code: m.party.code }}>
              {m.party.team || m.party.name}
            </Link>
          </h3>
          <p className={css.soft}>
            {lookup(w.directory.how, m.how)} <strong>{m.what}</strong> · <Reached of={m.party.reachability} />
          </p>
          <Calls of={m.calls} />
        </section>
      ))}
    </>
  );
}
