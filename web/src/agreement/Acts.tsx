import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Cut } from "../base/page";
import { useSession } from "../base/session";
import { useOffice } from "../party/office";
import { OfficeSelect } from "../party/OfficeSelect";
import { w } from "../words";
import type { AgreementFull } from "./queries";
import { actsIn, rightOf, type Act } from "./standing";

interface Done {
  act: Act;
  text: string; // the office that signs, or the reason
}

/** Acts are the buttons of what the signed-in person can do to an agreement as it stands. */
export function Acts({ of }: { of: AgreementFull }) {
  const session = useSession();
  const acts = actsIn(of, session.party.code).filter((a) => (session.user.acts as string[]).includes(rightOf(a)));
  return acts.map((a) => <ActButton key={a} act={a} of={of} />);
}

/** ActButton is one of them. */
export function ActButton({ act, of }: { act: Act; of: AgreementFull }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const office = useOffice(act === "sign");
  const run = useMutation({
    mutationFn: ({ act, text }: Done) => perform(of, act, text),
    onSuccess: (data, { act }) => {
      if (act === "withdraw" && of.draft === of.digest) {
        void navigate({ to: "/agreements" }); // nobody had seen it, and it is gone
        void client.invalidateQueries({ queryKey: ["agreement"], exact: true });
        return;
      }
      client.setQueryData(["agreement", of.id], data);
      void client.invalidateQueries({ predicate: (q) => ["agreement", "audience", "party"].includes(String(q.queryKey[0])) });
    },
  });
  const discards = act === "withdraw" && of.draft !== undefined; // nobody else has seen our own draft
  const ask = discards ? w.agreement.askDiscard : w.agreement.ask[act];
  const shared = { open: discards ? w.agreement.discard : w.agreement[act], title: ask.title, text: ask.text, go: ask.do, act: run };
  switch (act) {
    case "sign":
      return (
        <Confirm {...shared} args={{ act, text: office.chosen }} disabled={office.chosen === ""}>
          <p>
            {w.agreement.digest} <Cut value={of.table ?? of.digest} head={24} />
          </p>
          <OfficeSelect of={office} />
        </Confirm>
      );
    case "suspend":
    case "decline":
    case "notice":
      return <Confirm {...shared} grave args={(text) => ({ act, text })} reason={w.agreement.reason} reasonNeed={w.agreement.reasonNeed} />;
    case "terminate":
      return (
        <Confirm
          {...shared}
          grave
          args={(text) => ({ act, text })}
          reason={w.agreement.reason}
          reasonNeed={w.agreement.reasonNeed}
          type={{ label: w.agreement.typeTitle, word: w.agreement.confirmWord }}
        />
      );
    default:
      return <Confirm {...shared} grave={act === "withdraw"} args={{ act, text: "" }} />;
  }
}

function perform(of: AgreementFull, act: Act, text: string): Promise<AgreementFull> {
  const params = { path: { id: of.id } };
  switch (act) {
    case "propose":
      return take(api.POST("/agreements/{id}/propose", { params }));
    case "sign":
      return take(api.POST("/agreements/{id}/sign", { params, body: { office: text, ...(of.table && { digest: of.table }) } }));
    case "decline":
      return take(api.POST("/agreements/{id}/decline", { params, body: { reason: text } }));
    case "notice":
      return take(api.POST("/agreements/{id}/notice", { params, body: { reason: text } }));
    case "retract":
      return take(api.POST("/agreements/{id}/retract", { params }));
    case "renew":
      return take(api.POST("/agreements/{id}/renew", { params }));
    case "suspend":
      return take(api.POST("/agreements/{id}/suspend", { params, body: { reason: text } }));
    case "resume":
      return take(api.POST("/agreements/{id}/resume", { params }));
    case "terminate":
      return take(api.POST("/agreements/{id}/terminate", { params, body: { reason: text } }));
    case "withdraw":
      return take(api.POST("/agreements/{id}/withdraw", { params }));
  }
}
