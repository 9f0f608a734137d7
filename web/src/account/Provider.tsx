import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, take, type Answer } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel } from "../base/page";
import { Empty, Failure } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./account.module.css";
import { depart, waysQuery } from "./provider";

/** Provider links a person's account to who they are at the node's provider, where there is one. */
export function Provider({ of, renew }: { of: Answer<"/methods", "get">; renew: () => void }) {
  const ways = useQuery(waysQuery);
  const link = useMutation({ mutationFn: () => depart("link", "/account") });
  const unlink = useMutation({ mutationFn: (_: undefined) => take(api.DELETE("/methods/provider")), onSuccess: renew });
  const name = ways.data?.provider;
  const [linked] = of.linked;
  if (!name && !linked) return null;
  return (
    <Panel title={name ?? w.account.provider.title} lead={w.account.provider.lead}>
      {linked ? (
        <div className={css.line}>
          <span>
            <strong>{linked.name}</strong> <span className={css.soft}>{w.account.provider.since}</span> <When at={linked.created} />
            <br />
            <span className="mono">{linked.issuer}</span>
          </span>
          <Confirm open={w.account.provider.unlink} title={w.account.provider.unlinkTitle(linked.name)} text={w.account.provider.unlinkText} go={w.account.provider.unlinkDo} grave act={unlink} args={undefined} />
        </div>
      ) : (
        <>
          <Empty title={w.account.provider.none} text={w.account.provider.noneText} />
          {link.error && <Failure of={link.error} />}
          {ways.data?.origin === window.location.origin ? (
            <Button variant="default" loading={link.isPending} onClick={() => link.mutate()}>
              {w.account.provider.link}
            </Button>
          ) : (
            <p className={css.soft}>{w.account.provider.elsewhere(ways.data?.origin ?? "")}</p>
          )}
        </>
      )}
    </Panel>
  );
}
