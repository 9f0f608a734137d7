import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { DownIcon } from "../base/icons";
import { useLines } from "../base/lines";
import { Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { VerifyHint } from "./Ledger";
import css from "./ledger.module.css";
import { entriesPage, logsQuery, receiptAddress, type EntriesPage, type Entry } from "./queries";
import { outcomeTone, receiptsOf } from "./standing";

/** Entries lists what one party ever gave another, with what became of it and the receipt of each. */
export function Entries() {
  const { from, to } = useParams({ from: "/inside/ledger/$from/$to" });
  const logs = useQuery(logsQuery);
  const query = useInfiniteQuery({
    queryKey: ["ledger", from, to],
    queryFn: ({ pageParam, signal }) => entriesPage(from, to, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: EntriesPage) => last.next,
  });
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const hash = useLocation({ select: (l) => l.hash });
  const ready = query.isSuccess;
  useEffect(() => {
    if (ready && hash !== "") document.getElementById(hash)?.scrollIntoView({ block: "center" });
  }, [ready, hash]);
  const log = logs.data?.items.find((l) => l.from === from && l.to === to);
  const receipts = log && receiptsOf(log);
  return (
    <Page title={w.ledger.entriesOf(from, to)} above={<Link to="/ledger">{w.ledger.title}</Link>} lead={receipts && <State tone={receipts.tone}>{receipts.text}</State>}>
      <VerifyHint />
      <div ref={box}>
        <Ready of={query}>
          {(data) => {
            const all = data.pages.flatMap((p) => p.items);
            if (all.length === 0) return <Empty title={w.ledger.noEntries} text={w.ledger.emptyText} />;
            return (
              <Panel title={w.ledger.entries} flush>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th className={table.num}>{w.ledger.index}</th>
                      <th>{w.ledger.at}</th>
                      <th>{w.ledger.kind}</th>
                      <th>{w.ledger.outcome}</th>
                      <th>{w.ledger.receipt}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((e) => (
                      <Line key={e.index} of={e} from={from} to={to} marked={hash === `e${e.index}`} />
                    ))}
                  </tbody>
                </table>
                {query.hasNextPage && (
                  <div className={css.more}>
                    <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      {w.state.more}
                    </Button>
                  </div>
                )}
              </Panel>
            );
          }}
        </Ready>
      </div>
    </Page>
  );
}

function Line({ of, from, to, marked }: { of: Entry; from: string; to: string; marked: boolean }) {
  const outcome = lookup(w.ledger.outcomes, of.outcome);
  return (
    <tr id={`e${of.index}`} className={css.entry} data-marked={marked || undefined}>
      <td data-name={w.ledger.index} className={table.num}>
        {of.index}
      </td>
      <td data-name={w.ledger.at} className={table.tight}>
        <When at={of.at} />
      </td>
      <td data-name={w.ledger.kind}>
        <span>
          {of.kind}
          <span className={css.about}><About of={of} /></span>
        </span>
      </td>
      <td data-name={w.ledger.outcome}>
        <span>
          <State tone={outcomeTone(of.outcome)}>{outcome}</State>
          {of.counts && Object.keys(of.counts).length > 0 && <span className={css.soft}> {w.ledger.counts(of.counts)}</span>}
          {of.reason && <p className={css.reason}>{of.reason}</p>}
        </span>
      </td>
      <td data-name={w.ledger.receipt} className={table.tight}>
        {of.receipted ? (
          <a href={receiptAddress(from, to, of.index)} download={`receipt-${from}-${to}-${of.index}.json`} data-line aria-label={w.ledger.downloadOf(of.index)} className={css.download}>
            <DownIcon size={14} /> {w.ledger.download}
          </a>
        ) : (
          w.state.notYet
        )}
      </td>
    </tr>
  );
}

/** About names what an entry is about, and leads there for those who may go. */
function About({ of }: { of: Entry }) {
  const agreements = useMay("agreement.read");
  const releases = useMay("intel.read");
  if (agreements && of.about !== "" && of.kind.startsWith("agreement.")) {
    return (
      <Link to="/agreements/$id" params={{ id: of.about }}>
        {of.about}
      </Link>
    );
  }
  if (releases && of.about !== "" && of.kind.startsWith("release.")) {
    return (
      <Link to="/releases/$id" params={{ id: of.about }}>
        {of.about}
      </Link>
    );
  }
  return of.about;
}
