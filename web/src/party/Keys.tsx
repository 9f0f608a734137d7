import { useQuery } from "@tanstack/react-query";
import { AdminPage } from "../admin/AdminPage";
import { Code, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./keys.module.css";
import { keysQuery, type Key } from "./queries";
import { RotateButton } from "./RotateButton";
import { RotateLinkButton } from "./RotateLinkButton";
import { SucceedButton } from "./SucceedButton";

/** Keys lists every key that this node signs with or trusts. */
export function Keys() {
  const query = useQuery(keysQuery);
  return (
    <AdminPage title={w.keyring.title} lead={w.keyring.lead}>
      <Ready of={query}>
        {(data) => {
          const others = data.items.filter((k) => !k.self);
          return (
            <>
              <Panel title={w.keyring.own} lead={w.keyring.ownLead} flush>
                <OwnKeys of={data.items.filter((k) => k.self)} />
              </Panel>
              <Panel title={w.keyring.peers} lead={w.keyring.peersLead} flush={others.length > 0}>
                {others.length === 0 ? <Empty title={w.keyring.noPeers} text={w.keyring.noPeersText} /> : <OtherKeys of={others} />}
              </Panel>
              <Panel title={w.keyring.compromise}>
                <ul className={css.advice}>
                  <li>{w.keyring.compromiseOffice}</li>
                  <li>{w.keyring.compromiseLink}</li>
                  <li>{w.keyring.compromiseNode}</li>
                </ul>
              </Panel>
            </>
          );
        }}
      </Ready>
    </AdminPage>
  );
}

function OwnKeys({ of }: { of: Key[] }) {
  const may = useMay("key.rotate");
  const links = of.some((k) => k.use === "link"); // otherwise the node key is the link key
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.keyring.of}</th>
          <th>{w.keyring.stateCol}</th>
          <th>{w.keyring.signs}</th>
          <th>{w.keyring.words}</th>
          <th>{w.keyring.made}</th>
          <th>{w.keyring.since}</th>
          <th>{w.keyring.until}</th>
          {may && <th>{w.keyring.action}</th>}
        </tr>
      </thead>
      <tbody>
        {of.map((k) => (
          <tr key={k.key} className={ended(k) ? css.old : undefined}>
            <td data-name={w.keyring.of}>
              <Named of={k} />
            </td>
            <td data-name={w.keyring.stateCol} className={table.tight}>
              <Standing of={k} />
            </td>
            <td data-name={w.keyring.signs}>{signs(k, links)}</td>
            <Print of={k} />
            <td data-name={w.keyring.made} className={table.tight}>
              <When at={k.known} />
            </td>
            <td data-name={w.keyring.since} className={table.tight}>
              <When at={k.since ?? k.known} />
            </td>
            <td data-name={w.keyring.until} className={table.tight}>
              <When at={k.retired} never={w.state.notYet} />
            </td>
            {may && (
              <td data-name={w.keyring.action}>
                <Rotate of={k} links={links} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Rotate is the act for a key that can be replaced: an office's, and the one under which the node links. */
function Rotate({ of, links }: { of: Key; links: boolean }) {
  if (!of.retired && of.use === "office")
    return (
      <div className={css.acts}>
        <RotateButton office={of.office ?? ""} name={of.office_name ?? ""} />
        <SucceedButton office={of.office ?? ""} name={of.office_name ?? ""} />
      </div>
    );
  if (!of.retired && of.use === (links ? "link" : "node")) return <RotateLinkButton />;
  return <span className={css.soft}>{w.state.none}</span>;
}

function OtherKeys({ of }: { of: Key[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.keyring.party}</th>
          <th>{w.keyring.of}</th>
          <th>{w.keyring.stateCol}</th>
          <th>{w.keyring.words}</th>
          <th>{w.keyring.pinned}</th>
          <th>{w.keyring.since}</th>
          <th>{w.keyring.until}</th>
          <th>{w.keyring.heard}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((k) => (
          <tr key={k.party + k.key} className={ended(k) ? css.old : undefined}>
            <td data-name={w.keyring.party}>
              <span title={k.party_name}>
                <Code>{k.party}</Code>
              </span>
            </td>
            <td data-name={w.keyring.of}>
              <Named of={k} />
            </td>
            <td data-name={w.keyring.stateCol}>
              <span>
                <Standing of={k} />
                {k.use === "node" && (
                  <>
                    {" "}
                    <State tone={k.trust === "compared" ? "good" : "warn"}>{lookup(w.keyring.trust, k.trust)}</State>
                  </>
                )}
              </span>
            </td>
            <Print of={k} />
            <td data-name={w.keyring.pinned} className={table.tight}>
              <When at={k.known} />
            </td>
            <td data-name={w.keyring.since} className={table.tight}>
              <When at={k.since} never={w.keyring.sinceFirst} />
            </td>
            <td data-name={w.keyring.until} className={table.tight}>
              <When at={k.retired} never={w.state.notYet} />
            </td>
            <td data-name={w.keyring.heard} className={table.tight}>
              <When at={k.retired_known} never={w.state.notYet} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Named says what a key is of, and which office has taken the place of one that ended. */
function Named({ of }: { of: Key }) {
  return (
    <div>
      {nameOf(of)}
      {of.succeeded_by && <div className={css.soft}>{w.keyring.succeededBy(of.succeeded_by)}</div>}
    </div>
  );
}

function nameOf(k: Key): string {
  if (k.use === "link") return w.keyring.link;
  return k.use === "node" ? w.keyring.node : w.keyring.office(k.office_name ?? k.office ?? "");
}

/** ended tells whether a key counts for nothing any more; a link key may still be accepted for a while. */
function ended(k: Key): boolean {
  return k.retired !== undefined && new Date(k.retired) <= new Date();
}

function signs(k: Key, links: boolean): string {
  if (k.use === "link") return w.keyring.signsLink;
  if (k.retired) return w.keyring.signsNothing;
  if (k.use === "node") return links ? w.keyring.signsNodeAlone : w.keyring.signsNode;
  return k.powers?.includes("sign") ? w.keyring.signsAgreements : w.keyring.signsRelease;
}

function Standing({ of }: { of: Key }) {
  if (of.retired && !ended(of)) return <State tone="warn">{w.keyring.overlap}</State>;
  return of.retired ? <State tone="plain">{w.keyring.retired}</State> : <State tone="good">{w.keyring.inUse}</State>;
}

function Print({ of }: { of: Key }) {
  return (
    <td data-name={w.keyring.words}>
      <div>
        <div className={css.words}>{of.words.join(" ")}</div>
        <div className={css.fingerprint}>{of.fingerprint}</div>
      </div>
    </td>
  );
}
