import { Button, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { DownIcon } from "../base/icons";
import { Code, Columns, Cut, Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { expertsQuery, termsQuery } from "../expert/queries";
import { nameOf } from "../expert/standing";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { certificateQuery, type Certificate } from "./queries";
import css from "./training.module.css";

/** CertificatePage is one certificate: what it attests, until when, its files, and the profile that notes it. */
export function CertificatePage() {
  const { id } = useParams({ from: "/inside/training/certificates/$id" });
  const query = useQuery(certificateQuery(id));
  return <Ready of={query}>{(c) => <Inside of={c} />}</Ready>;
}

function Inside({ of }: { of: Certificate }) {
  const may = useMay("party.read");
  const terms = useQuery({ ...termsQuery, enabled: may }).data;
  const t = w.training.cert;
  const state = of.expired ? { tone: "bad", word: "expired" } as const : of.expiring ? { tone: "warn", word: "expiring" } as const : { tone: "good", word: "passed" } as const;
  return (
    <Page title={t.title(inOwn(of.course.title))} above={<State tone={state.tone}>{w.training.standing[state.word]}</State>} lead={<Link to="/training">{w.training.title}</Link>}>
      <Columns
        main={
          <Panel title={t.says}>
            <div className={css.paper}>
              <p className={css.holder}>{of.name}</p>
              <p>{t.has}</p>
              <p className={css.passedCourse}>{inOwn(of.course.title)}</p>
              <Facts
                wide
                of={[
                  [t.by, <Code key="p">{of.party}</Code>],
                  [t.issued, <When key="i" at={of.issued} />],
                  [t.expires, <When key="e" at={of.expires} />],
                  [w.training.points, w.training.pointsOf(of.points, of.of)],
                  [w.training.skills, of.skills.map((s) => `${nameOf(terms?.skills, s.code)}: ${lookup(w.expert.levels, String(s.level))}`).join(", ") || w.expert.none],
                  [w.training.services, of.services.map((s) => nameOf(terms?.services, s)).join(", ") || w.expert.none],
                  [w.training.version, String(of.course.version)],
                  [t.digest, <Cut key="d" value={of.course.digest} head={24} />],
                  ...(of.realm === "live" ? [] : ([[w.frame.realm, of.realm]] as [string, string][])),
                ]}
              />
            </div>
          </Panel>
        }
        side={
          <>
            <Files of={of} />
            <Profile of={of} />
          </>
        }
      />
    </Page>
  );
}

function Files({ of }: { of: Certificate }) {
  const t = w.training.cert;
  const base = `/api/v1/training/certificates/${encodeURIComponent(of.id)}`;
  return (
    <Panel title={t.files} lead={t.filesLead}>
      <p>
        <a href={`${base}/file`} download={`entente-training-${of.id}.json`} className={css.download}>
          <DownIcon size={14} /> {t.file}
        </a>
      </p>
      <p>
        <a href={`${base}/sheet?lang=${w.locale.slice(0, 2)}`} download={`entente-training-${of.id}.pdf`} className={css.download}>
          <DownIcon size={14} /> {t.sheet}
        </a>
      </p>
    </Panel>
  );
}

/** Profile says which profile of the pool notes the certificate, and lets the pool manager choose one. */
function Profile({ of }: { of: Certificate }) {
  const read = useMay("expert.read");
  const manage = useMay("expert.manage");
  const t = w.training.cert;
  return (
    <Panel title={t.profile} lead={of.expert ? t.bound : t.unbound}>
      {of.expert && read && (
        <p>
          <Link to="/experts/$id" params={{ id: of.expert }}>
            {t.toProfile}
          </Link>
        </p>
      )}
      {manage && !of.expired && <Bind of={of} />}
    </Panel>
  );
}

function Bind({ of }: { of: Certificate }) {
  const client = useQueryClient();
  const pool = useQuery(expertsQuery).data?.items ?? [];
  const [expert, setExpert] = useState<string | null>(of.expert || null);
  const run = useMutation({
    mutationFn: (id: string) => take(api.POST("/training/certificates/{id}/bind", { params: { path: { id: of.id } }, body: { expert: id } })),
    onSuccess: () => client.invalidateQueries({ predicate: (q) => ["training", "expert"].includes(String(q.queryKey[0])) }),
  });
  const t = w.training.cert;
  if (pool.length === 0) return <p className={css.soft}>{t.noPool}</p>;
  return (
    <div className={css.lesson}>
      <Select label={t.choose} searchable data={pool.map((e) => ({ value: e.id, label: e.profile.name }))} value={expert} onChange={setExpert} />
      <div className={css.row}>
        <Button variant="default" disabled={!expert || expert === of.expert} loading={run.isPending} onClick={() => expert && run.mutate(expert)}>
          {t.bind}
        </Button>
      </div>
      {run.error && <Failure of={run.error} />}
    </div>
  );
}
