import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";

/** DeleteButton deletes an object that has never left. */
export function DeleteButton({ id }: { id: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/intel/objects/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      await navigate({ to: "/intel" });
      client.removeQueries({ queryKey: ["intel", id] });
      await client.resetQueries({ queryKey: ["feed"] });
    },
  });
  return <Confirm open={w.intel.remove} title={w.intel.removeTitle} text={w.intel.removeText} go={w.intel.removeDo} grave act={remove} args={undefined} />;
}
