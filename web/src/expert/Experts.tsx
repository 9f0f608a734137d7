import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { CoveragePanel } from "./CoveragePanel";
import css from "./expert.module.css";
import { ImportButton } from "./ImportButton";
import { PoolTable } from "./PoolTable";
import { expertsQuery, termsQuery } from "./queries";
import { fits, options, type Filter } from "./standing";

/** Experts is the room of the own pool; who may not see people sees what the pool can do, in counts. */
export function Experts() {
  const read = useMay("expert.read");
  const manage = useMay("expert.manage");
  const navigate = useNavigate();
  return (
    <Page
      title={w.expert.title}
      lead={read ? w.expert.lead : w.expert.leadCounts}
      actions={
        <>
          {read && (
            <Button variant="default" onClick={() => void navigate({ to: "/experts/roster" })}>
              {w.expert.roster.open}
            </Button>
          )}
          {manage && <ImportButton />}
          {manage && <Button onClick={() => void navigate({ to: "/experts/new" })}>{w.expert.add}</Button>}
        </>
      }
    >
      <Stack>
        {read && <Pool />}
        <CoveragePanel />
      </Stack>
    </Page>
  );
}

function Pool() {
  const query = useQuery(expertsQuery);
  const terms = useQuery(termsQuery).data;
  const [f, setF] = useState<Filter>({ text: "", service: null, skill: null, standing: null });
  const words = w.expert.standing as Record<string, string>;
  return (
    <Panel
      title={w.expert.pool}
      lead={w.expert.poolLead}
      flush
      actions={
        <div className={css.ask}>
          <TextInput aria-label={w.expert.find} placeholder={w.expert.find} value={f.text} onChange={(e) => setF({ ...f, text: e.currentTarget.value })} />
          <Select aria-label={w.expert.service} placeholder={w.expert.service} clearable searchable data={options(terms?.services ?? [])} value={f.service} onChange={(service) => setF({ ...f, service })} />
          <Select aria-label={w.expert.skill} placeholder={w.expert.skill} clearable searchable data={options(terms?.skills ?? [])} value={f.skill} onChange={(skill) => setF({ ...f, skill })} />
          <Select aria-label={w.expert.stands} placeholder={w.expert.stands} clearable data={Object.keys(words).map((k) => ({ value: k, label: words[k] as string }))} value={f.standing} onChange={(standing) => setF({ ...f, standing })} />
        </div>
      }
    >
      <Ready of={query}>
        {(data) => {
          const shown = data.items.filter((e) => fits(e, f, new Date()));
          if (data.items.length === 0)
            return (
              <Empty title={w.expert.nobody} text={w.expert.nobodyText}>
                <Link to="/experts/new">{w.expert.add}</Link>
              </Empty>
            );
          return shown.length === 0 ? <Empty title={w.expert.noneFit} text={w.expert.noneFitText} /> : <PoolTable of={shown} terms={terms} />;
        }}
      </Ready>
    </Panel>
  );
}
