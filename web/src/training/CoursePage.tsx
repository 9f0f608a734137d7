import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { termsQuery } from "../expert/queries";
import { nameOf } from "../expert/standing";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { LessonPanel } from "./LessonPanel";
import { Practice } from "./Practice";
import { courseQuery, useLearn, type Course } from "./queries";
import { begins, standingOf } from "./standing";
import { Steps } from "./Steps";
import css from "./training.module.css";

/** CoursePage is one course: its lessons in order, and the one that is learned now. */
export function CoursePage() {
  const { course } = useParams({ from: "/inside/training/$course" });
  const query = useQuery(courseQuery(course));
  return <Ready of={query}>{(c) => <Inside key={c.enrolment ?? "new"} of={c} />}</Ready>;
}

function Inside({ of }: { of: Course }) {
  const [at, setAt] = useState(() => begins(of));
  const lesson = of.steps.find((l) => l.id === at) ?? of.steps[0];
  const standing = standingOf(of);
  const practice = of.practice && <Practice of={of} room={of.practice} />;
  const now = lesson?.kind === "task" && lesson.state === "open"; // its task is done there
  const t = w.training;
  return (
    <Page
      title={inOwn(of.title)}
      above={<State tone={standing.tone}>{t.standing[standing.word]}</State>}
      lead={<span className={css.plain}>{inOwn(of.text)}</span>}
      actions={<Begin of={of} />}
    >
      {of.state === "passed" && of.certificate && (
        <p className={css.reached} role="status">
          {t.reached}{" "}
          <Link to="/training/certificates/$id" params={{ id: of.certificate.id }}>
            {t.toCertificate}
          </Link>
        </p>
      )}
      <div className={css.course}>
        <div className={css.side}>
          <Steps of={of} at={lesson?.id ?? ""} go={setAt} />
          {!now && practice}
          <About of={of} />
        </div>
        <div className={css.side}>
          {now && practice}
          {lesson && <LessonPanel key={lesson.id} course={of} of={lesson} go={setAt} />}
        </div>
      </div>
    </Page>
  );
}

/** Begin begins a course, or begins it again where that can be done. */
function Begin({ of }: { of: Course }) {
  const run = useLearn(of.id, (_: undefined) => take(api.POST("/training/courses/{id}/enrol", { params: { path: { id: of.id } } })));
  const t = w.training;
  if (!of.renewable) return null;
  return (
    <div>
      <Button onClick={() => run.mutate(undefined)} loading={run.isPending} variant={of.enrolment ? "default" : "filled"}>
        {!of.enrolment ? t.begin : of.newer ? t.beginNewer : t.renew}
      </Button>
      {run.error && <Failure of={run.error} />}
    </div>
  );
}

function About({ of }: { of: Course }) {
  const may = useMay("party.read");
  const terms = useQuery({ ...termsQuery, enabled: may }).data;
  const t = w.training;
  return (
    <Panel title={t.about}>
      <Facts
        of={[
          [t.skills, of.skills.map((s) => `${nameOf(terms?.skills, s.code)}: ${lookup(w.expert.levels, String(s.level))}`).join(", ") || w.expert.none],
          [t.services, of.services.map((s) => nameOf(terms?.services, s)).join(", ") || w.expert.none],
          [t.lasts, t.months(of.months)],
          [t.points, t.pointsOf(of.points, of.of)],
          [t.version, `${of.version}, ${of.shipped ? t.shipped : t.ours}`],
          ...(of.certificate ? ([[t.certificate, <When key="c" at={of.certificate.expires} />]] as [string, React.ReactNode][]) : []),
        ]}
      />
    </Panel>
  );
}
