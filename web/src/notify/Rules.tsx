import { Autocomplete, Button, Checkbox, Select } from "@mantine/core";
import { useState } from "react";
import { Panel, State } from "../base/page";
import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { w } from "../words";
import css from "./notify.module.css";
import type { Rule, Settings } from "./queries";
import { byKind } from "./standing";

/** roads lists the ways by which something reaches a person, in the order in which pages show them. */
const roads: Rule["by"][] = ["page", "mail", "webhook", "daily", "weekly"];

/** Rules shows what reaches the person, and adds to it. */
export function Rules({ of, set, change }: { of: Settings; set: boolean; change: (by: Partial<Settings>) => void }) {
  const [kinds, setKinds] = useState("");
  const [by, setBy] = useState<Rule["by"]>("mail");
  const add = () => {
    const rule = { kinds: kinds.trim(), by, urgent: false };
    if (rule.kinds !== "" && !of.rules.some((r) => r.kinds === rule.kinds && r.by === rule.by)) change({ rules: [...of.rules, rule] });
    setKinds("");
  };
  return (
    <Panel title={w.notify.rules} lead={w.notify.rulesLead} flush actions={!set && <State tone="plain">{w.notify.defaults}</State>}>
      {of.rules.length === 0 ? (
        <Empty title={w.notify.noRules} text={w.notify.noRulesText} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{w.notify.what}</th>
              <th>{w.notify.by}</th>
              <th>{w.notify.urgent}</th>
              <th>
                <span className="unseen">{w.notify.remove.open}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {of.rules.map((r, i) => (
              <tr key={r.kinds + r.by}>
                <td data-name={w.notify.what}>
                  <div>
                    {byKind(w.notify.kind, r.kinds)} <code className={css.soft}>{r.kinds}</code>
                  </div>
                </td>
                <td data-name={w.notify.by}>{w.notify.road[r.by]}</td>
                <td data-name={w.notify.urgent}>
                  <Checkbox aria-label={w.notify.urgentOf(r.kinds)} checked={r.urgent} onChange={(e) => change({ rules: of.rules.map((x, n) => (n === i ? { ...x, urgent: e.currentTarget.checked } : x)) })} />
                </td>
                <td data-name="">
                  <Button variant="default" size="compact-sm" aria-label={w.notify.removeRule(r.kinds)} onClick={() => change({ rules: of.rules.filter((_, n) => n !== i) })}>
                    {w.notify.remove.short}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={css.add}>
        <Autocomplete label={w.notify.kinds} description={w.notify.kindsText} data={Object.keys(w.notify.kind).filter((k) => !k.startsWith("alarm."))} value={kinds} onChange={setKinds} />
        <Select label={w.notify.by} data={roads.map((r) => ({ value: r, label: w.notify.road[r] }))} value={by} onChange={(v) => setBy((v ?? "mail") as Rule["by"])} allowDeselect={false} />
        <Button variant="default" onClick={add}>
          {w.notify.addRule}
        </Button>
      </div>
    </Panel>
  );
}
