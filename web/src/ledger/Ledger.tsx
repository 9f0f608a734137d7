import { Button, CopyButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Code, Page, Panel, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import css from "./ledger.module.css";
import { logsQuery, type Log } from "./queries";
import { receiptsOf } from "./standing";

/** Ledger lists the pair logs with the state of their receipts. */
export function Ledger() {
  const query = useQuery(logsQuery);
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page title={w.ledger.title} lead={w.ledger.lead}>
      <div ref={box}>
        <Ready of={query}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty title={w.ledger.empty} text={w.ledger.emptyText} />
            ) : (
              <Panel title={w.ledger.logs} flush>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th>{w.ledger.logs}</th>
                      <th className={table.num}>{w.ledger.size}</th>
                      <th>{w.ledger.checkpoint}</th>
                      <th>{w.ledger.receipts}</th>
                      <th>{w.frame.realm}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.items.map((l) => (
                      <Line key={`${l.from} ${l.to} ${l.realm}`} of={l} />
                    ))}
                  </tbody>
                </table>
              </Panel>
            )
          }
        </Ready>
      </div>
      <VerifyHint />
    </Page>
  );
}

function Line({ of }: { of: Log }) {
  const receipts = receiptsOf(of);
  return (
    <tr data-opens>
      <td data-name={w.ledger.logs} className={table.tight}>
        <Link to="/ledger/$from/$to" params={{ from: of.from, to: of.to }} data-line>
          <Code>{of.from}</Code> {w.ledger.to} <Code>{of.to}</Code>
        </Link>
      </td>
      <td data-name={w.ledger.size} className={table.num}>
        {w.number(of.size)}
      </td>
      <td data-name={w.ledger.checkpoint} className={table.tight}>
        <When at={of.checkpoint_at} />
      </td>
      <td data-name={w.ledger.receipts}>
        <span>
          <State tone={receipts.tone}>{receipts.text}</State> {of.cosigned_at && <When at={of.cosigned_at} />}
        </span>
      </td>
      <td data-name={w.frame.realm}>{of.realm}</td>
    </tr>
  );
}

/** VerifyHint says how anyone checks a receipt without this node. */
export function VerifyHint() {
  return (
    <p className={css.hint}>
      {w.ledger.verify} <code>{w.ledger.verifyCommand}</code>
      <CopyButton value={w.ledger.verifyCommand}>
        {({ copied, copy }) => (
          <Button variant="subtle" onClick={copy}>
            {copied ? w.state.copied : w.state.copy}
          </Button>
        )}
      </CopyButton>
    </p>
  );
}
