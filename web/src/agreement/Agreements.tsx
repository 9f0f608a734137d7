import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { CheckIcon } from "../base/icons";
import { useLines } from "../base/lines";
import { Code, Cut, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./agreement.module.css";
import { DraftButton } from "./DraftButton";
import { agreementsQuery, type Agreement } from "./queries";
import { Allowed } from "./Allowed";
import { CheckPaper } from "./CheckPaper";
import { toneOf } from "./standing";

/** Agreements lists the agreements of this party with how each stands. */
export function Agreements() {
  const query = useQuery(agreementsQuery);
  const may = useMay("agreement.draft");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page title={w.agreement.title} lead={w.agreement.lead} actions={
        <>
          <Button variant="default" component={Link} to="/templates">
            {w.template.title}
          </Button>
          {may && <DraftButton />}
        </>
      }>
      <div ref={box}>
        <Ready of={query}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty title={w.agreement.empty} text={w.agreement.emptyText} />
            ) : (
              <Panel title={w.agreement.name} flush>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th>{w.agreement.stateCol}</th>
                      <th>{w.agreement.name}</th>
                      <th>{w.agreement.parties}</th>
                      <th>{w.agreement.template}</th>
                      <th>{w.agreement.from}</th>
                      <th>{w.agreement.digest}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.items.map((a) => (
                      <Line key={a.id} of={a} />
                    ))}
                  </tbody>
                </table>
              </Panel>
            )
          }
        </Ready>
      </div>
      {!query.isPending && ( // what stands below the list comes with it, so that nothing is pushed away
        <>
          <Allowed />
          <CheckPaper />
        </>
      )}
    </Page>
  );
}

function Line({ of }: { of: Agreement }) {
  return (
    <tr data-opens>
      <td data-name={w.agreement.stateCol} className={table.tight}>
        <State tone={toneOf(of.state)} title={lookup(w.agreement.stateText, of.state)}>
          {lookup(w.agreement.state, of.state)}
        </State>
      </td>
      <td data-name={w.agreement.name}>
        <Link to="/agreements/$id" params={{ id: of.id }} data-line className={css.title}>
          {of.title}
        </Link>
      </td>
      <td data-name={w.agreement.parties}>
        <span className={css.signers}>
          {of.parties.map((p) => (
            <span key={p.code} className={css.signer} data-signed={p.signed || undefined} title={p.signed ? w.agreement.signedBy(p.office ?? p.code) : w.agreement.unsigned}>
              <Code>{p.code}</Code>
              {p.signed ? <CheckIcon size={13} /> : null}
              <span className="unseen">{p.signed ? w.agreement.signedBy(p.office ?? p.code) : w.agreement.unsigned}</span>
            </span>
          ))}
        </span>
      </td>
      <td data-name={w.agreement.template}>
        <span>
          {of.template}, {w.agreement.generation(of.generation)}
        </span>
      </td>
      <td data-name={w.agreement.from} className={table.tight}>
        <When at={of.effective_from} never={w.state.notYet} />
      </td>
      <td data-name={w.agreement.digest}>
        <Cut value={of.digest} />
      </td>
    </tr>
  );
}
