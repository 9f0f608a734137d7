import { Button, Checkbox, MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import form from "../base/form.module.css";
import { Page, Panel, Stack } from "../base/page";
import { useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { partiesQuery } from "../federation/queries";
import { w } from "../words";
import css from "./expert.module.css";
import { Certificates, Languages, Skills } from "./Levels";
import { expertQuery, termsQuery, type Profile, type Terms } from "./queries";
import { options } from "./standing";

const blank: Profile = { name: "", office: "", remote: true, on_site: false, lead_hours: 24, limit: { hours: 0, days: 0 } };

/** AddExpert is the page on which a person is taken into the pool. */
export function AddExpert() {
  const terms = useQuery(termsQuery);
  return <Ready of={terms}>{(t) => <Form terms={t} before={blank} title={w.expert.add} />}</Ready>;
}

/** EditExpert changes a profile as it was when the page was opened; a change made meanwhile by somebody else is not overwritten. */
export function EditExpert() {
  const { id } = useParams({ from: "/inside/experts/$id/edit" });
  const terms = useQuery(termsQuery);
  const query = useQuery({ ...expertQuery(id), staleTime: 0 });
  const fresh = { ...query, data: query.isFetchedAfterMount ? query.data : undefined }; // what was seen earlier may be an older version
  return <Ready of={fresh}>{(e) => <Ready of={terms}>{(t) => <Form key={id} terms={t} before={e.profile} id={id} version={e.version} title={e.profile.name} />}</Ready>}</Ready>;
}

function Form({ terms, before, id, version, title }: { terms: Terms; before: Profile; id?: string; version?: number; title: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const own = useSession().party.code;
  const offices = useQuery(partiesQuery).data?.items.find((p) => p.code === own)?.offices ?? [];
  const [first] = useState({ profile: before, version: version ?? 0 });
  const [p, setP] = useState<Profile>(before);
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const office = p.office || (offices[0]?.id ?? "");
  const put = (part: Partial<Profile>) => setP((was) => ({ ...was, ...part }));
  const changed = JSON.stringify(p) !== JSON.stringify(first.profile);
  useBlocker({ shouldBlockFn: () => changed && !done && !window.confirm(w.expert.leave), enableBeforeUnload: () => changed && !done });
  const run = useMutation({
    mutationFn: () => {
      const profile = clean({ ...p, office });
      return id ? take(api.PUT("/experts/{id}", { params: { path: { id } }, body: { version: first.version, profile } })) : take(api.POST("/experts", { body: { profile } }));
    },
    onSuccess: async (e) => {
      setDone(true);
      client.setQueryData(expertQuery(e.id).queryKey, e);
      await client.invalidateQueries({ queryKey: ["expert"] });
      await navigate({ to: "/experts/$id", params: { id: e.id }, ignoreBlocker: true });
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (p.name.trim() !== "" && office !== "") run.mutate();
  };
  const text = (key: "phone" | "email" | "employer", label: string) => <TextInput label={label} maxLength={200} value={p[key] ?? ""} onChange={(e) => put({ [key]: e.currentTarget.value })} />;
  const codes = (key: "services" | "roles" | "vendors", label: string) => <MultiSelect className={css.wide ?? ""} label={label} searchable clearable data={options(terms[key])} value={p[key] ?? []} onChange={(v) => put({ [key]: v })} />;
  return (
    <Page title={title} lead={w.expert.formLead}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Panel title={w.expert.person} lead={w.expert.personLead}>
            <div className={css.fields}>
              <TextInput label={w.expert.name} maxLength={200} autoFocus={!id} value={p.name} onChange={(e) => put({ name: e.currentTarget.value })} error={tried && p.name.trim() === "" ? w.expert.nameNeed : undefined} />
              {text("phone", w.expert.phone)}
              {text("email", w.expert.email)}
              {text("employer", w.expert.employer)}
              <Select label={w.expert.office} description={w.expert.officeText} data={offices.map((o) => ({ value: o.id, label: o.name }))} value={office} onChange={(v) => put({ office: v ?? "" })} allowDeselect={false} />
              <TextInput type="date" label={w.expert.passport} value={p.passport ?? ""} onChange={(e) => put({ passport: e.currentTarget.value })} />
            </div>
          </Panel>
          <Panel title={w.expert.abilities} lead={w.expert.abilitiesLead}>
            <div className={css.fields}>
              {codes("services", w.expert.services)}
              {codes("roles", w.expert.roles)}
              <Skills of={p.skills ?? []} terms={terms.skills} set={(skills) => put({ skills })} />
              {codes("vendors", w.expert.vendors)}
              <Languages of={p.languages ?? []} set={(languages) => put({ languages })} />
              <Select label={w.expert.clearance} clearable data={options(terms.clearances)} value={p.clearance?.level ?? null} onChange={(v) => put({ clearance: v ? ({ authority: "", ...p.clearance, level: v } as Profile["clearance"]) : undefined } as Partial<Profile>)} />
              {p.clearance && (
                <>
                  <TextInput label={w.expert.authority} maxLength={200} value={p.clearance.authority} onChange={(e) => put({ clearance: { ...p.clearance!, authority: e.currentTarget.value } })} error={tried && p.clearance.authority.trim() === "" ? w.expert.authorityNeed : undefined} />
                  <TextInput type="date" label={w.expert.clearanceUntil} value={p.clearance.until ?? ""} onChange={(e) => put({ clearance: { ...p.clearance!, until: e.currentTarget.value } })} />
                </>
              )}
              <Certificates of={p.certificates ?? []} set={(certificates) => put({ certificates })} />
            </div>
          </Panel>
          <Panel title={w.expert.readiness}>
            <div className={css.fields}>
              <Checkbox label={w.expert.remote} checked={p.remote} onChange={(e) => put({ remote: e.currentTarget.checked })} />
              <Checkbox label={w.expert.onSite} checked={p.on_site} onChange={(e) => put({ on_site: e.currentTarget.checked })} />
              <NumberInput label={w.expert.leadHours} min={0} max={720} value={p.lead_hours} onChange={(v) => put({ lead_hours: Number(v) || 0 })} />
              <NumberInput label={w.expert.limitHours} description={w.expert.limitText} min={0} max={2000} value={p.limit.hours} onChange={(v) => put({ limit: { ...p.limit, hours: Number(v) || 0 } })} />
              <NumberInput label={w.expert.limitDays} description={w.expert.limitText} min={0} max={90} value={p.limit.days} onChange={(v) => put({ limit: { ...p.limit, days: Number(v) || 0 } })} />
              <TagsInput className={css.wide ?? ""} label={w.expert.conflicts} description={w.expert.conflictsText} value={p.conflicts ?? []} onChange={(conflicts) => put({ conflicts })} />
            </div>
          </Panel>
          {run.error && <Failure of={run.error} />}
          <div className={form.buttons}>
            <Button variant="default" onClick={() => void navigate(id ? { to: "/experts/$id", params: { id } } : { to: "/experts" })}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {id ? w.expert.save : w.expert.addDo}
            </Button>
          </div>
        </Stack>
      </form>
    </Page>
  );
}

/** clean leaves out what is empty, so that the node is sent what is meant. */
function clean(p: Profile): Profile {
  const kept = Object.fromEntries(Object.entries(p).filter(([, v]) => v !== undefined && v !== "")) as Profile;
  if (kept.clearance && !kept.clearance.until) kept.clearance = { level: kept.clearance.level, authority: kept.clearance.authority };
  if (kept.skills) kept.skills = kept.skills.filter((s) => s.code !== "");
  if (kept.languages) kept.languages = kept.languages.filter((l) => l.code !== "");
  if (kept.certificates) kept.certificates = kept.certificates.filter((c) => c.name !== "").map((c) => Object.fromEntries(Object.entries(c).filter(([, v]) => v)) as typeof c);
  return kept;
}
