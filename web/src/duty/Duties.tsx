import { Checkbox, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Page, Panel, Stack } from "../base/page";
import { useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { CheckReport } from "./CheckReport";
import { Clocks } from "./Clocks";
import css from "./duty.module.css";
import { dutiesQuery, type Obligation } from "./queries";

type Side = "all" | "ours" | "theirs";

/** Duties is the room of clocks: what this party owes and what is owed to it, under every agreement. */
export function Duties() {
  const own = useSession().party.code;
  const cited = useLocation({ select: (l) => l.hash });
  const [side, setSide] = useState<Side>("all");
  const [settled, setSettled] = useState(false);
  const query = useQuery(dutiesQuery(settled ? 90 : 0));
  const shown = (all: Obligation[]) => all.filter((o) => side === "all" || (o.owed === own) === (side === "ours"));
  return (
    <Page title={w.duty.title} lead={w.duty.lead}>
      <Stack>
        <Panel
          title={w.duty.clocks}
          lead={w.duty.clocksLead}
          flush
          actions={
            <div className={css.ask}>
              <Checkbox label={w.duty.settled} checked={settled} onChange={(e) => setSettled(e.currentTarget.checked)} />
              <Select aria-label={w.duty.side} data={[...(["all", "ours", "theirs"] as const)].map((s) => ({ value: s, label: w.duty.sides[s] }))} value={side} onChange={(v) => setSide((v ?? "all") as Side)} allowDeselect={false} />
            </div>
          }
        >
          <Ready of={query}>
            {(data) => (shown(data.items).length === 0 ? <Empty title={w.duty.nothing} text={w.duty.nothingText} /> : <Cited of={shown(data.items)} cited={cited} />)}
          </Ready>
        </Panel>
        {!query.isPending && <CheckReport />}
      </Stack>
    </Page>
  );
}

/** Cited brings the obligation that an address names into view. */
function Cited({ of, cited }: { of: Obligation[]; cited: string }) {
  useEffect(() => {
    if (cited !== "") document.getElementById("o-" + cited)?.scrollIntoView({ block: "center" });
  }, [cited]);
  return <Clocks of={of} cited={cited} />;
}
