import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import css from "../agreement/agreement.module.css";
import { api, take } from "../base/api";
import { Arrived } from "../base/Arrived";
import { Confirm } from "../base/Confirm";
import { Code, Columns, Page, Panel, State } from "../base/page";
import { useSession } from "../base/session";
import { When } from "../base/time";
import { useOffice } from "../party/office";
import { OfficeSelect } from "../party/OfficeSelect";
import { lookup, w } from "../words";
import { mine, titleOf, toneOf } from "./deed";
import { GenerationText } from "./GenerationText";
import { deedQuery, type Deed } from "./queries";

/** DeedPage shows a generation that a body decides on, what each member says, and lets ours say it. */
export function DeedPage() {
  const { id } = useParams({ from: "/inside/templates/deeds/$id" });
  const query = useQuery(deedQuery(id));
  return <Arrived kind={w.template.deed} of={query}>{(data) => <Shown of={data} />}</Arrived>;
}

function Shown({ of }: { of: Deed }) {
  return (
    <Page
      title={`${titleOf(of.generation)}, ${w.agreement.generation(of.generation.number)}`}
      lead={
        <span className={css.standing}>
          <State tone={toneOf(of.state)}>{lookup(w.template.state, of.state)}</State>
          <span>{w.template.before(of.body, of.secretary)}</span>
        </span>
      }
      actions={<Answers of={of} />}
    >
      <Columns
        main={<GenerationText of={of.generation} digest={of.of} />}
        side={
          <>
            <Panel title={w.template.members} lead={w.template.membersLead}>
              <ul className={css.signatures}>
                {of.members.map((m) => (
                  <li key={m.party}>
                    <Code>{m.party}</Code> <State tone={m.says === "approved" ? "good" : m.says === "objected" ? "bad" : "warn"}>{lookup(w.template.says, m.says)}</State> {m.by} <When at={m.at} never="" />
                    {m.reason && <p className={css.soft}>{m.reason}</p>}
                  </li>
                ))}
              </ul>
            </Panel>
            {of.decision && (
              <Panel title={w.template.decided(of.decision.body)}>
                <Link to="/crisis/$id" params={{ id: of.decision.proposal }}>
                  {w.crisis.proposal}
                </Link>{" "}
                <When at={of.decision.at} />
              </Panel>
            )}
            <Panel title={w.agreement.digest}>
              <p className={css.digest}>{of.of}</p>
              {of.state === "published" && (
                <Link to="/templates/$digest" params={{ digest: of.of }}>
                  {w.template.toPublished}
                </Link>
              )}
            </Panel>
          </>
        }
      />
    </Page>
  );
}

type Answer = "approve" | "object" | "withdraw";

function Answers({ of }: { of: Deed }) {
  const session = useSession();
  const own = session.party.code;
  const client = useQueryClient();
  const office = useOffice();
  const run = useMutation({
    mutationFn: ({ act, text }: { act: Answer; text: string }) => {
      const params = { path: { id: of.id } };
      if (act === "approve") return take(api.POST("/templates/deeds/{id}/approve", { params, body: { office: text } }));
      if (act === "object") return take(api.POST("/templates/deeds/{id}/object", { params, body: { reason: text } }));
      return take(api.POST("/templates/deeds/{id}/withdraw", { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["template"] }),
  });
  const may = (act: Answer) => (session.user.acts as string[]).includes(act === "withdraw" ? "agreement.draft" : "agreement.sign");
  return mine(of, own)
    .filter(may)
    .map((act) => {
      const shared = { open: w.template[act], title: w.template.ask[act].title, text: w.template.ask[act].text, go: w.template.ask[act].do, act: run };
      if (act === "object") return <Confirm key={act} {...shared} grave args={(text: string) => ({ act, text })} reason={w.agreement.reason} reasonNeed={w.agreement.reasonNeed} />;
      if (act === "withdraw") return <Confirm key={act} {...shared} grave args={{ act, text: "" }} />;
      return (
        <Confirm key={act} {...shared} args={{ act, text: office.chosen }} disabled={office.chosen === ""}>
          <OfficeSelect of={office} />
        </Confirm>
      );
    });
}
