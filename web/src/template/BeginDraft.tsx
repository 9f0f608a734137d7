import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useMay } from "../base/session";
import { w } from "../words";
import { next } from "./edit";
import type { Generation } from "./queries";

/** BeginDraft begins the next generation from one that is read. */
export function BeginDraft({ of, digest, body }: { of: Generation; digest: string; body: string }) {
  const may = useMay("agreement.draft");
  const client = useQueryClient();
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: () => take(api.POST("/templates/drafts", { body: { body, members: [], generation: next(of, digest) } })),
    onSuccess: async (d) => {
      void client.invalidateQueries({ queryKey: ["template"] });
      await navigate({ to: "/templates/drafts/$id", params: { id: d.id } });
    },
  });
  if (!may) return null;
  return <Confirm open={w.template.edit.begin} {...w.template.edit.askBegin} go={w.template.edit.askBegin.do} act={begin} args={undefined} />;
}
