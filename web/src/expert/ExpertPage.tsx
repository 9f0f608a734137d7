import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Columns, Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { When } from "../base/time";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { Acts } from "./Acts";
import css from "./expert.module.css";
import { Exercises } from "./Exercises";
import { languageName } from "./languages";
import { expertQuery, termsQuery, type Expert, type Terms } from "./queries";
import { endingOf, nameOf, standingOf } from "./standing";
import { Times } from "./Times";

/** ExpertPage is one person of the pool: what is known, who attests it, and when the person is there. */
export function ExpertPage() {
  const { id } = useParams({ from: "/inside/experts/$id" });
  const query = useQuery(expertQuery(id));
  const terms = useQuery(termsQuery).data;
  const manage = useMay("expert.manage");
  const navigate = useNavigate();
  return (
    <Page
      title={query.data?.profile.name ?? w.expert.one}
      lead={<Link to="/experts">{w.expert.title}</Link>}
      actions={
        manage &&
        query.data && (
          <Button variant="default" onClick={() => void navigate({ to: "/experts/$id/edit", params: { id } })}>
            {w.expert.edit}
          </Button>
        )
      }
    >
      <Ready of={query}>
        {(e) => (
          <Columns
            main={
              <>
                <Known of={e} terms={terms} />
                <Times of={e} />
                <Exercises of={e} />
              </>
            }
            side={<Standing of={e} />}
          />
        )}
      </Ready>
    </Page>
  );
}

const or = (text: string | undefined) => text || w.expert.none;

function Known({ of, terms }: { of: Expert; terms: Terms | undefined }) {
  const p = of.profile;
  const list = (codes: string[] | undefined, from: Terms["services"] | undefined) => or((codes ?? []).map((c) => nameOf(from, c)).join(", "));
  return (
    <>
      <Panel title={w.expert.abilities}>
        <Facts
          of={[
            [w.expert.services, list(p.services, terms?.services)],
            [w.expert.roles, list(p.roles, terms?.roles)],
            [w.expert.skills, <Lines key="s" of={(p.skills ?? []).map((s) => `${nameOf(terms?.skills, s.code)}: ${lookup(w.expert.levels, String(s.level))}`)} />],
            [w.expert.vendors, list(p.vendors, terms?.vendors)],
            [w.expert.languages, <Lines key="l" of={(p.languages ?? []).map((l) => `${languageName(l.code)}: ${lookup(w.expert.scheme, l.scheme)} ${l.native ?? ""}`)} />],
            [w.expert.certificates, <Lines key="c" of={(p.certificates ?? []).map((c) => [c.name, c.issuer, c.until && w.expert.until(c.until), c.reference].filter(Boolean).join(", "))} />],
            [w.expert.trained, of.trained.length === 0 ? w.expert.none : <Trained key="t" of={of} />],
            [w.expert.clearance, p.clearance ? [nameOf(terms?.clearances, p.clearance.level), p.clearance.authority, p.clearance.until && w.expert.until(p.clearance.until)].filter(Boolean).join(", ") : w.expert.none],
          ]}
        />
      </Panel>
      <Panel title={w.expert.person} lead={w.expert.personLead}>
        <Facts
          of={[
            [w.expert.phone, or(p.phone)],
            [w.expert.email, or(p.email)],
            [w.expert.employer, or(p.employer)],
            [w.expert.office, p.office],
            [w.expert.passport, p.passport ? w.expert.until(p.passport) : w.expert.none],
            [w.expert.works, [p.remote && w.expert.remote, p.on_site && w.expert.onSite].filter(Boolean).join(", ") || w.expert.none],
            [w.expert.lead_, w.expert.hours(p.lead_hours)],
            [w.expert.conflicts, or((p.conflicts ?? []).join(", "))],
          ]}
        />
      </Panel>
    </>
  );
}

/** Trained lists the certificates of this node's own courses; one that has expired counts for nothing. */
function Trained({ of }: { of: Expert }) {
  return (
    <ul>
      {of.trained.map((t) => (
        <li key={t.certificate}>
          <Link to="/training/certificates/$id" params={{ id: t.certificate }}>
            {inOwn(t.title)}
          </Link>
          , {w.expert.until(t.expires.slice(0, 10))}
        </li>
      ))}
    </ul>
  );
}

function Lines({ of }: { of: string[] }) {
  if (of.length === 0) return <>{w.expert.none}</>;
  return (
    <ul>
      {of.map((s) => (
        <li key={s}>{s}</li>
      ))}
    </ul>
  );
}

function Standing({ of }: { of: Expert }) {
  const standing = standingOf(of, new Date());
  const ending = endingOf(of, new Date());
  const limit = of.profile.limit;
  return (
    <Panel title={w.expert.stands}>
      <Facts
        of={[
          [w.expert.now, <State key="n" tone={standing.tone}>{lookup(w.expert.standing, standing.word)}</State>],
          [
            w.expert.attestation,
            of.attested ? (
              <span key="a">
                <State tone="good">{w.expert.attested}</State>
                <div className={css.soft}>
                  {w.expert.attestedBy(of.attested.name, of.attested.office)} <When at={of.attested.at} />
                </div>
              </span>
            ) : (
              <State key="a" tone="warn">{w.expert.unattested}</State>
            ),
          ],
          ...(ending ? ([[w.expert.clearance, <State key="e" tone="warn">{ending}</State>]] as [string, ReactNode][]) : []),
          [w.expert.worked, limit.hours > 0 ? w.expert.workedOf(of.worked, limit.hours, limit.days) : w.expert.noLimit],
          [w.expert.changed, <span key="c"><When at={of.changed} /> · {w.expert.version(of.version)}</span>],
        ]}
      />
      <Acts of={of} />
    </Panel>
  );
}
