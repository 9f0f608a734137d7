import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Arrived } from "../base/Arrived";
import { Columns, Page, Panel } from "../base/page";
import { useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { ActButton } from "./Acts";
import css from "./agreement.module.css";
import { Change } from "./Change";
import { Clauses } from "./Clauses";
import { agreementQuery, versionQuery, type AgreementFull } from "./queries";
import { Signatures } from "./Signatures";
import { actsIn } from "./standing";

/** Ceremony is where what is on the table is signed: the text as it counts, what it would change, the digest that all sides compare, and who has signed. */
export function Ceremony() {
  const { id } = useParams({ from: "/inside/agreements/$id/signing" });
  const query = useQuery(agreementQuery(id));
  return <Arrived kind={w.agreement.name} of={query}>{(data) => <Shown key={data.table} of={data} />}</Arrived>;
}

function Shown({ of }: { of: AgreementFull }) {
  const session = useSession();
  const [read, setRead] = useState(false);
  const [compared, setCompared] = useState(false);
  const text = useQuery({ ...versionQuery(of.id, of.table ?? ""), enabled: of.table !== undefined });
  const may = (session.user.acts as string[]).includes("agreement.sign") && actsIn(of, session.party.code).includes("sign");
  const back = (
    <Link to="/agreements/$id" params={{ id: of.id }}>
      {of.title}
    </Link>
  );
  if (of.table === undefined) {
    return (
      <Page title={w.agreement.ceremony.title} lead={back}>
        <Empty title={w.agreement.ceremony.none} text={w.agreement.ceremony.noneText} />
      </Page>
    );
  }
  return (
    <Page title={w.agreement.ceremony.title} lead={back}>
      <Columns
        main={
          <>
            <Ready of={text}>{(t) => <Clauses of={t} />}</Ready>
            <Change id={of.id} ends={false} />
          </>
        }
        side={
          <>
            <Panel title={w.agreement.digest} lead={w.agreement.ceremony.compare}>
              <p className={css.spoken}>{groups(of.table)}</p>
            </Panel>
            <Signatures of={of} />
            {may && (
              <Panel title={w.agreement.ceremony.sign} lead={w.agreement.ceremony.signLead}>
                <div className={css.form}>
                  <Checkbox label={w.agreement.ceremony.read} checked={read} onChange={(e) => setRead(e.currentTarget.checked)} />
                  <Checkbox label={w.agreement.ceremony.compared} checked={compared} onChange={(e) => setCompared(e.currentTarget.checked)} />
                  {read && compared && (
                    <div>
                      <ActButton act="sign" of={of} />
                    </div>
                  )}
                </div>
              </Panel>
            )}
          </>
        }
      />
    </Page>
  );
}

/** groups writes a digest in fours, as it is read out. */
const groups = (digest: string): string => digest.replace(/(.{4})(?=.)/g, "$1 ");
